CREATE TABLE meter (
    id      VARCHAR(64) NOT NULL,
    reading BIGINT      NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

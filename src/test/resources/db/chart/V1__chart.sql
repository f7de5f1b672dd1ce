CREATE TABLE chart_point (
    id      BIGINT      NOT NULL AUTO_INCREMENT,
    meter   VARCHAR(64) NOT NULL,
    reading BIGINT      NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

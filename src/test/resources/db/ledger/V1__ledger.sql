-- No unique key: what is handled twice stands here twice.
CREATE TABLE ledger_entry (
    id      BIGINT      NOT NULL AUTO_INCREMENT,
    meter   VARCHAR(64) NOT NULL,
    reading BIGINT      NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

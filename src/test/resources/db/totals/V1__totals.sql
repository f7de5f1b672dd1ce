-- No unique key: what is handled twice stands here twice.
CREATE TABLE total_entry (
    id      BIGINT      NOT NULL AUTO_INCREMENT,
    batch   CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    meter   VARCHAR(64) NOT NULL,
    reading BIGINT      NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

CREATE TABLE sale (
    id          CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account     INT         NOT NULL,
    number      BIGINT      NOT NULL,
    total_minor BIGINT      NOT NULL,
    made_at     DATETIME(6) NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

-- Whatever is written twice is there twice, and is then found.
CREATE TABLE packing_entry (
    id         BIGINT      NOT NULL AUTO_INCREMENT,
    sale_id    CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account    INT         NOT NULL,
    number     BIGINT      NOT NULL,
    written_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

CREATE TABLE billing_entry LIKE packing_entry;

CREATE TABLE tally_entry LIKE packing_entry;

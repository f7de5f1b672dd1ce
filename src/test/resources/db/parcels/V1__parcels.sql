-- No unique key: what is handled twice stands here twice.
CREATE TABLE parcel_entry (
    id      BIGINT      NOT NULL AUTO_INCREMENT,
    receiver VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    number  BIGINT      NOT NULL,
    content LONGTEXT    CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    handled_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

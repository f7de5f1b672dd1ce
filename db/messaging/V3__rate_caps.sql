-- What was used of each rate cap, as the time until which its permits are given out; all instances share the row.
CREATE TABLE rate_cap (
    name       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    used_until DATETIME(6) NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB;

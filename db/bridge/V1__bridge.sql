-- How much of another site's log has arrived here. A gap is a message that came before the ones between; the shard waits.
CREATE TABLE received (
    source      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shard       SMALLINT    NOT NULL,
    epoch       INT         NOT NULL,
    position    BIGINT      NOT NULL,
    gap_until   BIGINT      NULL,
    gap_since   DATETIME(6) NULL,
    received_at DATETIME(6) NOT NULL,
    PRIMARY KEY (source, shard)
) ENGINE = InnoDB;

-- The last event of each shard that was sent in this epoch: what the next one names as the one before it.
CREATE TABLE exported (
    shard    SMALLINT NOT NULL,
    epoch    INT      NOT NULL,
    position BIGINT   NOT NULL,
    PRIMARY KEY (shard)
) ENGINE = InnoDB;

-- Events that came from outside, so that one that comes twice is taken once.
CREATE TABLE foreign_event (
    digest      BINARY(32)  NOT NULL,
    received_at DATETIME(6) NOT NULL,
    PRIMARY KEY (digest),
    KEY foreign_event_age (received_at)
) ENGINE = InnoDB;

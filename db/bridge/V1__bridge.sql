-- How much of another site's log has arrived here. A gap is a message that came before those between: the shard waits for
-- them, or, where a person has said that they are sent again, lets go what comes until then.
CREATE TABLE received (
    source        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shard         SMALLINT    NOT NULL,
    epoch         INT         NOT NULL,
    position      BIGINT      NOT NULL,
    gap_until     BIGINT      NULL,
    gap_since     DATETIME(6) NULL,
    awaits_resend BOOLEAN     NOT NULL DEFAULT FALSE,
    received_at   DATETIME(6) NOT NULL,
    PRIMARY KEY (source, shard)
) ENGINE = InnoDB;

-- The last event of each shard that was sent, which the next one names as the one before it; and where the current epoch
-- of this database's log began: up to there it is the same as in the epoch before.
CREATE TABLE exported (
    shard       SMALLINT NOT NULL,
    position    BIGINT   NOT NULL,
    epoch_start BIGINT   NOT NULL DEFAULT 0,
    PRIMARY KEY (shard)
) ENGINE = InnoDB;

-- Events that came from outside, so that one that comes twice is taken once.
CREATE TABLE foreign_event (
    digest      BINARY(32)  NOT NULL,
    received_at DATETIME(6) NOT NULL,
    PRIMARY KEY (digest),
    KEY foreign_event_age (received_at)
) ENGINE = InnoDB;

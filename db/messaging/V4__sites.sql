-- Where an event was born and at which position of that site's log, and its position in the log that it came from. All are
-- NULL where it was born here.
ALTER TABLE outbox
    ADD COLUMN origin          VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN origin_position BIGINT NULL,
    ADD COLUMN source_position BIGINT NULL;

-- This database's own site, and the others that it knows. An epoch is a history of the site's log: one that was restored
-- from a backup has another history from there on, and begins a new epoch.
CREATE TABLE site (
    name  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    id    CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    epoch INT         NOT NULL,
    own   BOOLEAN     NOT NULL,
    hub   BOOLEAN     NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB;

-- Where a module lives that has ever moved, and where it is on its way to. The number tells one move from another.
CREATE TABLE module_home (
    module     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    home       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    moving_to  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    move       INT         NOT NULL,
    changed_at DATETIME(6) NOT NULL,
    PRIMARY KEY (module)
) ENGINE = InnoDB;

-- What a module that has moved had handled before: of each site's log all up to the position.
CREATE TABLE consumer_skip (
    module   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shard    SMALLINT    NOT NULL,
    site     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    position BIGINT      NOT NULL,
    PRIMARY KEY (module, shard, site)
) ENGINE = InnoDB;

-- The processes that run on this database. Each writes its row every ten seconds and deletes it when it stops; whoever
-- vanishes leaves it behind, to be seen for an hour.
CREATE TABLE instance (
    id         CHAR(36)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name       VARCHAR(255)  NOT NULL,
    host       VARCHAR(255)  NOT NULL,
    pid        BIGINT        NOT NULL,
    version    VARCHAR(64)   NOT NULL,
    site       VARCHAR(64)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    modules    VARCHAR(1024) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    work       JSON          NOT NULL,
    started_at DATETIME(6)   NOT NULL,
    seen_at    DATETIME(6)   NOT NULL,
    PRIMARY KEY (id),
    KEY instance_seen (seen_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

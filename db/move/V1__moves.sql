-- A move that began in this database and has not ended. What the module had declared to consume is kept here while the fence
-- stands; all of it is NULL where it consumes nothing, or where the fence does not stand yet.
CREATE TABLE module_move (
    module      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    move        INT         NOT NULL,
    keys_since  DATETIME(6) NOT NULL,
    revision    INT         NULL,
    event_types TEXT        CHARACTER SET ascii COLLATE ascii_bin NULL,
    generation  BIGINT      NULL,
    fenced_at   DATETIME(6) NULL,
    PRIMARY KEY (module)
) ENGINE = InnoDB;

-- Events of a module on the move that are not due yet: none may become so in two databases.
CREATE TABLE moving_event (
    id             BIGINT       NOT NULL AUTO_INCREMENT,
    event_id       CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    aggregate_type VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    aggregate_id   VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    event_type     VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_version  SMALLINT     NOT NULL,
    event_key      VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    shard          SMALLINT     NOT NULL,
    payload        JSON         NOT NULL,
    traceparent    CHAR(55)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    correlation_id VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    causation_id   CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    due_at         DATETIME(6)  NOT NULL,
    PRIMARY KEY (id),
    KEY moving_event_type (event_type)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

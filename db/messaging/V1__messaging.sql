-- The log. A row without position was committed and is not yet in line; processed_at is when it was put there.
CREATE TABLE outbox (
    id             BIGINT       NOT NULL AUTO_INCREMENT,
    event_id       CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    aggregate_type VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    aggregate_id   VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    event_type     VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_version  SMALLINT     NOT NULL,
    event_key      VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    shard          SMALLINT     NOT NULL,
    position       BIGINT       NULL,
    payload        JSON         NOT NULL,
    traceparent    CHAR(55)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    correlation_id VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    causation_id   CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    created_at     DATETIME(6)  NOT NULL,
    processed_at   DATETIME(6)  NULL,
    PRIMARY KEY (id),
    UNIQUE KEY outbox_log (shard, position),
    KEY outbox_unprocessed (processed_at, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- The head of the log in each shard. Whoever locks these rows may put events in line; their number is the number of shards.
CREATE TABLE outbox_sequence (
    shard         SMALLINT NOT NULL,
    last_position BIGINT   NOT NULL,
    PRIMARY KEY (shard)
) ENGINE = InnoDB;

-- Whoever locks this row may move the log's far end, or a cursor backwards.
CREATE TABLE log_guard (
    id TINYINT NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

INSERT INTO log_guard (id) VALUES (1);

-- What each module last declared to consume. A generation is one such declaration.
CREATE TABLE consumer (
    module      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    revision    INT         NOT NULL,
    event_types TEXT        CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    generation  BIGINT      NOT NULL,
    created_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (module)
) ENGINE = InnoDB;

-- How far a module has got in a shard. The batch is the token of the transaction that last moved it.
CREATE TABLE consumer_cursor (
    module     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shard      SMALLINT    NOT NULL,
    position   BIGINT      NOT NULL,
    generation BIGINT      NOT NULL,
    batch      BIGINT      NOT NULL,
    moved_at   DATETIME(6) NOT NULL,
    PRIMARY KEY (module, shard)
) ENGINE = InnoDB;

-- Events that a module could not handle, and the later ones of the same key that wait behind them.
CREATE TABLE parked_event (
    module          VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shard           SMALLINT     NOT NULL,
    position        BIGINT       NOT NULL,
    event_id        CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    aggregate_type  VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    aggregate_id    VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    event_type      VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_version   SMALLINT     NOT NULL,
    event_key       VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    payload         JSON         NOT NULL,
    traceparent     CHAR(55)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    correlation_id  VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    causation_id    CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NULL,
    created_at      DATETIME(6)  NOT NULL,
    parked_at       DATETIME(6)  NOT NULL,
    attempts        INT          NOT NULL,
    next_attempt_at DATETIME(6)  NOT NULL,
    error_class     VARCHAR(255) NULL,
    error_message   TEXT         NULL,
    error_stack     MEDIUMTEXT   NULL,
    PRIMARY KEY (module, shard, position),
    KEY parked_event_key (module, event_key, position),
    KEY parked_event_due (next_attempt_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- Events that enter the outbox when they are due.
CREATE TABLE delayed_event (
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
    KEY delayed_event_due (due_at, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- ShedLock's table, with the columns that it asks for.
CREATE TABLE shedlock (
    name       VARCHAR(64)  NOT NULL,
    lock_until TIMESTAMP(3) NOT NULL,
    locked_at  TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    locked_by  VARCHAR(255) NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB;

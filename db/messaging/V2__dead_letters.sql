-- A parked event is dead from dead_at on: nobody retries it any more, and its next attempt is never (the year 9999), which
-- an instance of the version before understands too. Dead letters are few among the parked, and listed by when they died.
ALTER TABLE parked_event
    ADD COLUMN dead_at DATETIME(6) NULL,
    ADD KEY parked_event_retry (module, shard, next_attempt_at),
    ADD KEY parked_event_id (module, event_id),
    ADD KEY parked_event_dead (dead_at),
    ADD KEY parked_event_dead_module (module, dead_at),
    ADD KEY parked_event_dead_type (event_type, dead_at),
    ADD KEY parked_event_dead_key (event_key, dead_at);

-- What became of each attempt at a parked event. Goes with the event.
CREATE TABLE parked_attempt (
    module        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shard         SMALLINT    NOT NULL,
    position      BIGINT      NOT NULL,
    number        INT         NOT NULL,
    attempted_at  DATETIME(6) NOT NULL,
    took_micros   BIGINT      NOT NULL,
    error_class   VARCHAR(255) NOT NULL,
    error_message TEXT         NOT NULL,
    PRIMARY KEY (module, shard, position, number),
    CONSTRAINT parked_attempt_event FOREIGN KEY (module, shard, position)
        REFERENCES parked_event (module, shard, position) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- What people did about dead letters. Outlives the event; what is skipped keeps its attempts and its payload here.
CREATE TABLE dead_letter_act (
    id             BIGINT       NOT NULL AUTO_INCREMENT,
    act            VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    actor          VARCHAR(255) NOT NULL,
    reason         VARCHAR(500) NOT NULL,
    acted_at       DATETIME(6)  NOT NULL,
    module         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    shard          SMALLINT     NOT NULL,
    position       BIGINT       NOT NULL,
    event_id       CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_type     VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    event_key      VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    dead_at        DATETIME(6)  NOT NULL,
    error_class    VARCHAR(255) NULL,
    error_message  TEXT         NULL,
    payload_before JSON         NULL,
    payload_after  JSON         NULL,
    attempts       JSON         NULL,
    PRIMARY KEY (id),
    KEY dead_letter_act_event (event_id, id),
    KEY dead_letter_act_module (module, id),
    KEY dead_letter_act_key (event_key, id),
    KEY dead_letter_act_time (acted_at),
    CONSTRAINT dead_letter_act_known CHECK (act IN ('REPLAYED', 'EDITED', 'SKIPPED'))
) ENGINE = InnoDB CHARACTER SET utf8mb4;

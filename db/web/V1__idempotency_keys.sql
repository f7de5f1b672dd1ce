-- The response is written in the transaction that inserts the key, so nobody else ever sees a key without one.
CREATE TABLE idempotency_key (
    api_key           VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key   VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    request_sha256    BINARY(32)   NOT NULL,
    response_status   SMALLINT     NULL,
    response_location VARCHAR(255) NULL,
    response_body     MEDIUMTEXT   NULL,
    created_at        DATETIME(6)  NOT NULL,
    PRIMARY KEY (api_key, idempotency_key),
    KEY idempotency_key_by_age (created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

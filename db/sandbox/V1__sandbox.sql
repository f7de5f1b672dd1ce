-- What the sandbox shares among the processes of one installation.
CREATE TABLE sandbox_installation (
    id              TINYINT     NOT NULL,
    name            CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    callback_secret CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at      DATETIME(6) NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB;

-- A customer's visit to the till. due_at is when the sandbox next acts by itself: decides, or calls back.
CREATE TABLE sandbox_session (
    id              CHAR(36)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key VARCHAR(255)  COLLATE utf8mb4_bin NOT NULL,
    reference       VARCHAR(255)  COLLATE utf8mb4_bin NOT NULL,
    order_id        VARCHAR(255)  COLLATE utf8mb4_bin NOT NULL,
    customer_email  VARCHAR(320)  NOT NULL,
    currency        CHAR(3)       CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount_minor    BIGINT        NOT NULL,
    callback_url    VARCHAR(2048) COLLATE utf8mb4_bin NOT NULL,
    behaviour       VARCHAR(16)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status          VARCHAR(16)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    transaction_id  CHAR(36)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    attempts        INT           NOT NULL,
    due_at          DATETIME(6)   NULL,
    decided_at      DATETIME(6)   NULL,
    created_at      DATETIME(6)   NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY sandbox_session_once (idempotency_key),
    KEY sandbox_session_reference (reference),
    KEY sandbox_session_due (due_at),
    CONSTRAINT sandbox_session_amount CHECK (amount_minor >= 0),
    CONSTRAINT sandbox_session_status CHECK (status IN ('OPEN', 'CAPTURED', 'DECLINED'))
) ENGINE = InnoDB CHARACTER SET utf8mb4;

CREATE TABLE sandbox_refund (
    id              CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
    session_id      CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount_minor    BIGINT       NOT NULL,
    created_at      DATETIME(6)  NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY sandbox_refund_once (idempotency_key),
    CONSTRAINT sandbox_refund_session FOREIGN KEY (session_id) REFERENCES sandbox_session (id),
    CONSTRAINT sandbox_refund_amount CHECK (amount_minor >= 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- One payment for each order.
CREATE TABLE payment (
    id             CHAR(36)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    order_id       CHAR(36)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    customer_email VARCHAR(320)  NOT NULL,
    currency       CHAR(3)       CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount_minor   BIGINT        NOT NULL,
    status         VARCHAR(16)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    provider       VARCHAR(32)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    session_id     VARCHAR(255)  COLLATE utf8mb4_bin NULL,
    pay_url        VARCHAR(2048) COLLATE utf8mb4_bin NULL,
    created_at     DATETIME(6)   NOT NULL,
    updated_at     DATETIME(6)   NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payment_of_order (order_id),
    CONSTRAINT payment_amount CHECK (amount_minor >= 0),
    CONSTRAINT payment_status
        CHECK (status IN ('PENDING', 'CAPTURED', 'DECLINED', 'CANCELLED', 'UNKNOWN', 'REFUNDED'))
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- What the provider did. Rows are only ever added; the same told twice is one row.
CREATE TABLE payment_transaction (
    id                 BIGINT       NOT NULL AUTO_INCREMENT,
    payment_id         CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    type               VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount_minor       BIGINT       NOT NULL,
    provider_reference VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
    created_at         DATETIME(6)  NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY payment_transaction_once (payment_id, type, provider_reference),
    CONSTRAINT payment_transaction_payment FOREIGN KEY (payment_id) REFERENCES payment (id),
    CONSTRAINT payment_transaction_amount CHECK (amount_minor >= 0),
    CONSTRAINT payment_transaction_type CHECK (type IN ('CAPTURE', 'DECLINE', 'REFUND'))
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- What is still to be said to the provider. A claimed task is due again when its lease ends, so that a crash loses none.
CREATE TABLE payment_task (
    id           CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payment_id   CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount_minor BIGINT      NOT NULL,
    attempts     INT         NOT NULL,
    failures     INT         NOT NULL,
    due_at       DATETIME(6) NOT NULL,
    created_at   DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    KEY payment_task_due (due_at),
    CONSTRAINT payment_task_payment FOREIGN KEY (payment_id) REFERENCES payment (id),
    CONSTRAINT payment_task_kind CHECK (kind IN ('OPEN', 'ASK', 'REFUND'))
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- Money that is to go back, because a caller asks or the order wants it no more. While one is REQUESTED, the task of the
-- same id tells the provider; the id is the idempotency key there.
CREATE TABLE payment_refund (
    id           CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payment_id   CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    amount_minor BIGINT       NOT NULL,
    status       VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    origin       VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason       VARCHAR(500) NULL,
    failure      VARCHAR(500) NULL,
    created_at   DATETIME(6)  NOT NULL,
    updated_at   DATETIME(6)  NOT NULL,
    PRIMARY KEY (id),
    KEY payment_refund_of_payment (payment_id, id),
    KEY payment_refund_by_status (status, id),
    CONSTRAINT payment_refund_payment FOREIGN KEY (payment_id) REFERENCES payment (id),
    CONSTRAINT payment_refund_amount CHECK (amount_minor >= 0),
    CONSTRAINT payment_refund_status CHECK (status IN ('REQUESTED', 'DONE', 'FAILED')),
    CONSTRAINT payment_refund_origin CHECK (origin IN ('CALLER', 'AUTOMATIC'))
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- Refunds that are under way. The version before this one goes on adding such tasks, which are taken in as they end.
INSERT INTO payment_refund (id, payment_id, amount_minor, status, origin, created_at, updated_at)
SELECT id, payment_id, amount_minor, 'REQUESTED', 'AUTOMATIC', created_at, UTC_TIMESTAMP(6)
FROM payment_task
WHERE kind = 'REFUND';

-- Set once the order wants nothing of its captured money any more: what is not back yet has to go.
ALTER TABLE payment
    ADD COLUMN called_off_at DATETIME(6) NULL,
    ADD KEY payment_by_status (status);

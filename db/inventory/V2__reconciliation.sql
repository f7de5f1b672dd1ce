ALTER TABLE reservation
    ADD KEY reservation_by_state (state, order_id);

-- What the movements of a SKU add up to, up to one of them, so that only those after it are added each time.
CREATE TABLE stock_movement_sum (
    sku         VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    movement_id BIGINT                          NOT NULL,
    on_hand     BIGINT                          NOT NULL,
    begun_at    DATETIME(6)                     NOT NULL,
    PRIMARY KEY (sku)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- What is wrong now. Nothing here, or anywhere, mends it.
CREATE TABLE stock_discrepancy (
    sku      VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    quantity VARCHAR(16) CHARACTER SET ascii NOT NULL,
    recorded BIGINT                          NOT NULL,
    proven   BIGINT                          NOT NULL,
    since    DATETIME(6)                     NOT NULL,
    PRIMARY KEY (sku, quantity)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

CREATE TABLE stock_reconciliation (
    id          TINYINT     NOT NULL,
    started_at  DATETIME(6) NULL,
    finished_at DATETIME(6) NULL,
    skus        BIGINT      NOT NULL,
    PRIMARY KEY (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

INSERT INTO stock_reconciliation (id, skus) VALUES (1, 0);

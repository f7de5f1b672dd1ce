CREATE TABLE orders (
    id             CHAR(36)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status         VARCHAR(20)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    customer_email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    currency       CHAR(3)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    total_minor    BIGINT       NOT NULL,
    carrier        VARCHAR(100) NULL,
    tracking       VARCHAR(100) NULL,
    created_at     DATETIME(6)  NOT NULL,
    PRIMARY KEY (id),
    KEY orders_newest (created_at, id),
    KEY orders_by_status (status, created_at, id),
    KEY orders_by_customer (customer_email, created_at, id),
    CONSTRAINT orders_status_known CHECK (status IN
        ('PLACED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED', 'EXPIRED')),
    CONSTRAINT orders_total_not_negative CHECK (total_minor >= 0),
    CONSTRAINT orders_shipment_whole CHECK ((carrier IS NULL) = (tracking IS NULL)),
    CONSTRAINT orders_shipped_with_carrier CHECK ((carrier IS NOT NULL) = (status IN ('SHIPPED', 'DELIVERED')))
) ENGINE = InnoDB CHARACTER SET utf8mb4;

CREATE TABLE order_line (
    order_id         CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sku              VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    line_number      SMALLINT    NOT NULL,
    quantity         INT         NOT NULL,
    unit_price_minor BIGINT      NOT NULL,
    PRIMARY KEY (order_id, sku),
    CONSTRAINT order_line_of_order FOREIGN KEY (order_id) REFERENCES orders (id),
    CONSTRAINT order_line_quantity CHECK (quantity BETWEEN 1 AND 10000),
    CONSTRAINT order_line_price CHECK (unit_price_minor BETWEEN 0 AND 1000000000000)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- An order comes into each state at most once. That it was placed is told by the order's own created_at.
CREATE TABLE order_status_change (
    order_id   CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason     TEXT        NULL,
    changed_at DATETIME(6) NOT NULL,
    PRIMARY KEY (order_id, status),
    CONSTRAINT order_status_change_of_order FOREIGN KEY (order_id) REFERENCES orders (id),
    CONSTRAINT order_status_change_known CHECK (status IN
        ('AWAITING_PAYMENT', 'PAID', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED', 'EXPIRED'))
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- A binary collation: "ABC" and "abc" are two SKUs. It still ignores spaces at the end, so the code refuses those.
CREATE TABLE stock (
    sku        VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    on_hand    INT                             NOT NULL,
    reserved   INT                             NOT NULL,
    updated_at DATETIME(6)                     NOT NULL,
    PRIMARY KEY (sku),
    CONSTRAINT stock_on_hand_is_not_negative CHECK (on_hand >= 0),
    CONSTRAINT stock_reserved_is_not_negative CHECK (reserved >= 0),
    CONSTRAINT stock_reserved_is_on_hand CHECK (reserved <= on_hand)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- Append-only. A movement is written while the row of its SKU is locked, so the ids of one SKU grow in commit order.
CREATE TABLE stock_movement (
    id              BIGINT                                 NOT NULL AUTO_INCREMENT,
    sku             VARCHAR(64) COLLATE utf8mb4_bin        NOT NULL,
    kind            VARCHAR(16) CHARACTER SET ascii        NOT NULL,
    on_hand_change  INT                                    NOT NULL,
    reserved_change INT                                    NOT NULL,
    reason          VARCHAR(200)                           NOT NULL,
    order_id        CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
    at              DATETIME(6)                            NOT NULL,
    PRIMARY KEY (id),
    KEY stock_movement_of_sku (sku, id),
    CONSTRAINT stock_movement_moves_stock FOREIGN KEY (sku) REFERENCES stock (sku)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- One for each order that asked, those that got nothing included, so that an order is never answered twice.
CREATE TABLE reservation (
    order_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state      VARCHAR(16) CHARACTER SET ascii                NOT NULL,
    created_at DATETIME(6)                                    NOT NULL,
    updated_at DATETIME(6)                                    NOT NULL,
    PRIMARY KEY (order_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

CREATE TABLE reservation_line (
    order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sku      VARCHAR(64) COLLATE utf8mb4_bin                NOT NULL,
    quantity INT                                            NOT NULL,
    PRIMARY KEY (order_id, sku),
    CONSTRAINT reservation_line_has_a_quantity CHECK (quantity > 0),
    CONSTRAINT reservation_line_of_reservation FOREIGN KEY (order_id) REFERENCES reservation (order_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

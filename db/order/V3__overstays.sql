-- Up to which order those that stayed in a state for too long have been reported, so that each is reported once.
CREATE TABLE order_overstay_reported (
    status       VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status_since DATETIME(6) NOT NULL,
    order_id     CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (status)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

INSERT INTO order_overstay_reported (status, status_since, order_id)
VALUES ('PLACED', '1970-01-01', ''),
       ('AWAITING_PAYMENT', '1970-01-01', ''),
       ('PAID', '1970-01-01', ''),
       ('SHIPPED', '1970-01-01', ''),
       ('REFUNDING', '1970-01-01', '');

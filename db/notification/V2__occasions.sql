-- One mail per order, type and occasion: an order's refunds in part each have their own. The version before this one
-- knows no occasions, and what it writes while it runs beside gets none.
ALTER TABLE mail
    ADD COLUMN occasion VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    ADD UNIQUE KEY mail_once_per_order_and_step (order_id, type, occasion),
    DROP KEY mail_once_per_order_and_type;

-- Only widens: the version before this one keeps writing these tables while it runs beside.
-- Every update of an order is a change of its status, so the database itself keeps the time of the last one, whichever
-- version makes it. A refunded order may have left the house before, or not.
ALTER TABLE orders
    DROP CONSTRAINT orders_status_known,
    DROP CONSTRAINT orders_shipped_with_carrier,
    ADD COLUMN status_since DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    ADD KEY orders_by_status_since (status, status_since, id),
    ADD CONSTRAINT orders_status_is_known CHECK (status IN
        ('PLACED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED', 'EXPIRED',
         'REFUNDING', 'REFUNDED')),
    ADD CONSTRAINT orders_shipped_have_carrier CHECK (carrier IS NOT NULL OR status NOT IN ('SHIPPED', 'DELIVERED')),
    ADD CONSTRAINT orders_unshipped_have_none CHECK (carrier IS NULL OR status IN ('SHIPPED', 'DELIVERED', 'REFUNDED'));

-- Those that still wait for something get the time at which they began to; the others are never asked for it.
UPDATE orders
SET status_since = created_at
WHERE status = 'PLACED';

UPDATE orders o
JOIN order_status_change c ON c.order_id = o.id AND c.status = o.status
SET o.status_since = c.changed_at
WHERE o.status IN ('AWAITING_PAYMENT', 'PAID', 'SHIPPED');

ALTER TABLE order_status_change
    DROP CONSTRAINT order_status_change_known,
    ADD CONSTRAINT order_status_change_is_known CHECK (status IN
        ('AWAITING_PAYMENT', 'PAID', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED', 'EXPIRED',
         'REFUNDING', 'REFUNDED'));

-- Only widens: the version before this one keeps writing these tables while it runs beside.
-- Every update of an order is a change of its status, so the database itself keeps the time of the last one, whichever
-- version makes it; for orders that are there already it begins now. A refunded order may have left the house before, or
-- not.
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

-- No wider check comes instead: adding one copies the table, and each copied row locks its order, which a transaction
-- may hold that waits for this very table. Neither would give way.
ALTER TABLE order_status_change
    DROP CONSTRAINT order_status_change_known;

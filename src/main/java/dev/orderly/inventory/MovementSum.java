package dev.orderly.inventory;

import java.time.Instant;

/**
 * What the movements of a SKU add up to.
 *
 * @param recorded what the stock says is on hand
 * @param begunAt when they were last added up from the first one on
 * @param unsaved whether a movement came after the sum that is kept
 */
record MovementSum(String sku, long recorded, long onHand, long lastMovement, Instant begunAt, boolean unsaved) {

    boolean isProven() {
        return recorded == onHand;
    }

    Discrepancy discrepancy() {
        return Discrepancy.found(sku, Discrepancy.Quantity.ON_HAND, recorded, onHand);
    }
}

package dev.orderly.inventory;

import java.util.Comparator;

/** So many of one SKU, for one order. */
record ReservationLine(String sku, int quantity) {

    /** Every transaction that locks the stock of several SKUs does so in this order, or they would deadlock. */
    static final Comparator<ReservationLine> LOCK_ORDER = Comparator.comparing(ReservationLine::sku);
}

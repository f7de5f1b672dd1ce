package dev.orderly.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;

/** So many of one SKU, for one order. */
record ReservationLine(String sku, int quantity) {

    /**
     * Every transaction that locks the stock of several SKUs does so in this order, or they would deadlock. It is that of
     * the table's key.
     */
    static final Comparator<ReservationLine> LOCK_ORDER =
            Comparator.comparing(line -> line.sku().getBytes(UTF_8), Arrays::compareUnsigned);
}

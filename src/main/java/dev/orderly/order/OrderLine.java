package dev.orderly.order;

import dev.orderly.contract.OrderEvent;
import io.swagger.v3.oas.annotations.media.Schema;

/** One SKU of an order; each SKU is in it once. */
record OrderLine(
        @Schema(example = "TEA-1") String sku,
        @Schema(example = "2") int quantity,
        @Schema(example = "450") long unitPriceMinor) {

    long totalMinor() {
        return Math.multiplyExact(quantity, unitPriceMinor);
    }

    OrderEvent.Line toContract() {
        return new OrderEvent.Line(sku, quantity, unitPriceMinor);
    }
}

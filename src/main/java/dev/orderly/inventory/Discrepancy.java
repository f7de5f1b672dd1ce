package dev.orderly.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A quantity of a SKU that is not what the rows behind it add up to.
 *
 * @param recorded what the stock says
 * @param proven what its open reservations, or its movements, add up to
 * @param since when it was found, once it is kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Discrepancy(
        @Schema(example = "TEA-250") String sku,
        Quantity quantity,
        long recorded,
        long proven,
        @Nullable Instant since) {

    /** What can be proven of a stock. */
    enum Quantity {
        /** Against the lines of open reservations. */
        RESERVED,
        /** Against the sum of all movements. */
        ON_HAND
    }

    static Discrepancy found(String sku, Quantity quantity, long recorded, long proven) {
        return new Discrepancy(sku, quantity, recorded, proven, null);
    }

    boolean isOf(Discrepancy other) {
        return sku.equals(other.sku) && quantity == other.quantity;
    }

    boolean isIn(List<Discrepancy> others) {
        return others.stream().anyMatch(this::saysTheSame);
    }

    private boolean saysTheSame(Discrepancy other) {
        return isOf(other) && recorded == other.recorded && proven == other.proven;
    }
}

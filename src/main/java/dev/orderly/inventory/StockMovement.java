package dev.orderly.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One change of a SKU's stock. Movements are only ever added. */
record StockMovement(
        String id,
        MovementKind kind,
        int onHandChange,
        int reservedChange,
        String reason,
        @Nullable String orderId,
        Instant at) {}

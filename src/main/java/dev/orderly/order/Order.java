package dev.orderly.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An order without its lines. Carrier and tracking are known once it is shipped. */
record Order(
        String id,
        OrderStatus status,
        String customerEmail,
        String currency,
        long totalMinor,
        @Nullable String carrier,
        @Nullable String tracking,
        Instant createdAt) {}

package dev.orderly.order;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order without its lines.
 *
 * @param carrier known once it is shipped, as is tracking
 * @param statusSince when its status last changed, which the database keeps by itself
 */
record Order(
        String id,
        OrderStatus status,
        String customerEmail,
        String currency,
        long totalMinor,
        @Nullable String carrier,
        @Nullable String tracking,
        Instant createdAt,
        Instant statusSince) {}

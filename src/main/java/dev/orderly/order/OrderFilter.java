package dev.orderly.order;

import dev.orderly.web.Cursor;
import org.jspecify.annotations.Nullable;

/** Which orders to list: null means any. */
record OrderFilter(
        @Nullable OrderStatus status,
        @Nullable String customerEmail,
        @Nullable Cursor after) {}

package dev.orderly.offending.messaging;

import dev.orderly.offending.order.OffendingOrder;

/** Messaging knows a module. */
public record OffendingMessaging(OffendingOrder order) {}

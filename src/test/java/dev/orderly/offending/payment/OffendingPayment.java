package dev.orderly.offending.payment;

import dev.orderly.offending.order.OffendingOrder;

/** A module knows another, which knows it, and is public. */
public record OffendingPayment(OffendingOrder order) {}

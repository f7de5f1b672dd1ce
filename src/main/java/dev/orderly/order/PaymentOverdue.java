package dev.orderly.order;

/** The order module's reminder to itself that the time to pay is over. It never leaves the module. */
record PaymentOverdue(String orderId) {}

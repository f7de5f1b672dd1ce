package dev.orderly.sandbox;

/** A refund in the list of all. */
record RefundBody(
        String id, String idempotencyKey, String reference, String orderId, String currency, long amountMinor) {}

package dev.orderly.payment;

/** What a provider can do with a payment. */
enum TransactionType {
    CAPTURE,
    DECLINE,
    REFUND
}

package dev.orderly.payment;

import java.time.Instant;

/** Something that the provider did. */
record PaymentTransaction(TransactionType type, long amountMinor, String providerReference, Instant at) {}

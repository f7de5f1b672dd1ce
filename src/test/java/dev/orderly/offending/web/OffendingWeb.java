package dev.orderly.offending.web;

import dev.orderly.offending.payment.OffendingPayment;

/** What the doors share knows a module. */
public record OffendingWeb(OffendingPayment payment) {}

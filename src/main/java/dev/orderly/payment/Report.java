package dev.orderly.payment;

/** What a provider says about a payment, asked or by itself. */
sealed interface Report {

    /** The money is with the provider. */
    record Captured(String currency, long amountMinor, String reference) implements Report {}

    /** The customer or the provider refused. */
    record Declined(String currency, long amountMinor, String reference, String reason) implements Report {}

    /** The customer may still pay. */
    record Waiting() implements Report {}

    /** The provider has never heard of the payment. */
    record Unheard() implements Report {}
}

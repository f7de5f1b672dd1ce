package dev.orderly.payment;

import java.time.Duration;

/**
 * Something that is still to be said to the provider.
 *
 * @param id also the idempotency key of a refund
 * @param amountMinor what a refund gives back
 * @param attempts how often it was claimed; who claims it later has a higher number
 * @param failures how often it failed since it last succeeded
 * @param age how long ago the payment was asked for
 */
record ProviderTask(String id, Kind kind, long amountMinor, int attempts, int failures, Duration age, Payment payment) {

    enum Kind {
        /** Open a session. */
        OPEN,
        /** Ask what became of a session. */
        ASK,
        /** Give money back. */
        REFUND
    }
}

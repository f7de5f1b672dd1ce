package dev.orderly.sandbox;

import java.time.Duration;

/**
 * A customer's visit to the till.
 *
 * @param attempts how often the sandbox has acted on it by itself; who does so later has a higher number
 * @param decidedFor how long ago it was decided; zero while it is open
 */
record Session(
        String id,
        String reference,
        String orderId,
        String customerEmail,
        String currency,
        long amountMinor,
        String callbackUrl,
        Behaviour behaviour,
        SessionStatus status,
        String transactionId,
        int attempts,
        Duration decidedFor) {}

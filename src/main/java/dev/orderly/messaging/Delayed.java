package dev.orderly.messaging;

import java.time.Duration;

/**
 * Publish this instead of an event to have the event said later: it waits in the database, as durable as any other, and
 * enters the outbox when it is due.
 *
 * @param event an event of a known type
 * @param delay how long from now by the database's clock; zero or more
 */
public record Delayed(Object event, Duration delay) {

    public Delayed {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("An event cannot be delayed by " + delay);
        }
    }
}

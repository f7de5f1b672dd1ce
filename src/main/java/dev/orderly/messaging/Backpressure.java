package dev.orderly.messaging;

import java.time.Duration;
import java.util.Optional;

/**
 * Says when there is so much to do that nobody should bring more. Off unless {@code orderly.messaging.lag.throttle} is
 * set. Asks the database nothing.
 */
@FunctionalInterface
public interface Backpressure {

    /** When to come again, or empty where there is room. */
    Optional<Duration> comeAgainIn();
}

package dev.orderly.messaging;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and when a failed event is tried again.
 *
 * @param attempts after so many in all the event is a dead letter
 * @param firstDelay the delay before the second attempt
 * @param factor by which each delay is longer than the one before
 * @param longestDelay the longest delay between two attempts
 * @param jitter the share by which a delay is made longer or shorter at random, so that retries do not march in step
 */
record RetryPolicy(int attempts, Duration firstDelay, double factor, Duration longestDelay, double jitter) {

    private static final int MOST_ATTEMPTS = 1_000;
    private static final double LARGEST_FACTOR = 100;

    RetryPolicy {
        require(attempts >= 1 && attempts <= MOST_ATTEMPTS, "attempts is %s; it must be from 1 to 1000", attempts);
        require(firstDelay.isPositive(), "first-delay is %s; it must be positive", firstDelay);
        require(factor >= 1 && factor <= LARGEST_FACTOR, "factor is %s; it must be from 1 to 100", factor);
        require(
                longestDelay.compareTo(firstDelay) >= 0,
                "longest-delay is %s; it must not be shorter than the first delay",
                longestDelay);
        require(jitter >= 0 && jitter < 1, "jitter is %s; it must be from 0 to less than 1", jitter);
    }

    boolean isSpent(int attemptsMade) {
        return attemptsMade >= attempts;
    }

    /** The delay after so many failed attempts, from 1. */
    Duration delayAfter(int attemptsMade) {
        double nanos =
                Math.min(firstDelay.toNanos() * Math.pow(factor, attemptsMade - 1.0), (double) longestDelay.toNanos());
        double share = jitter == 0 ? 1 : ThreadLocalRandom.current().nextDouble(1 - jitter, 1 + jitter);
        return Duration.ofNanos((long) (nanos * share));
    }

    private static void require(boolean holds, String sentence, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(sentence.formatted(value));
        }
    }
}

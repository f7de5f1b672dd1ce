package dev.orderly.messaging;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Delays that double from the first to the most, each within a fifth of its value, so that retries do not march in step. */
record Backoff(Duration first, Duration most) {

    private static final int LARGEST_SHIFT = 30;
    private static final double JITTER = 0.2;

    /** The delay after so many failed attempts, from 1. */
    Duration after(int attempts) {
        long doubled = first.toNanos() << Math.min(attempts - 1, LARGEST_SHIFT);
        boolean overflow = doubled >> Math.min(attempts - 1, LARGEST_SHIFT) != first.toNanos();
        long delay = overflow ? most.toNanos() : Math.min(doubled, most.toNanos());
        return Duration.ofNanos((long) (delay * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER)));
    }
}

package dev.orderly.messaging;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a relay rests before its next round, and how long: what a round costs hardly grows with its events, so where
 * they come fast it is worth waiting for more. Where several relays share the work, each rests that many times as long, so
 * that up to five of them together make no more rounds than one alone.
 *
 * <p>Used by one thread at a time.
 */
class RelayPace {

    /** Of one relay alone. */
    static final Duration REST = Duration.ofMillis(20);

    /** They come fast where so many have come in a {@link #REST}. */
    private static final int MANY = 8;

    /** None rests longer than with so many of them, so that nothing waits for more than a tenth of a second. */
    private static final int MOST_RELAYS = 5;

    /** What has come into line in so many of a {@link #REST} does not tell how many relays there are now. */
    private static final int LONG_AGO = 50;

    /** How much a round weighs in the averages. */
    private static final double WEIGHT = 1 / 8.0;

    private final LongSupplier nanoTime;
    private long lastRound;
    private long inLine = -1;
    private double own;
    private double all;
    private boolean busy;

    /** @param nanoTime as {@link System#nanoTime()} */
    RelayPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastRound = nanoTime.getAsLong();
    }

    /**
     * The relay made a round.
     *
     * @param events how many it has put in line
     * @param before how many had ever come into line before, by any relay
     */
    void round(int events, long before) {
        long now = nanoTime.getAsLong();
        long byAll = events + (inLine < 0 ? 0 : before - inLine);
        double rests = Math.max(1, (now - lastRound) / (double) REST.toNanos());
        busy = events >= MANY || byAll >= MANY * rests;
        own = rests > LONG_AGO ? 0 : own + WEIGHT * (events - own);
        all = rests > LONG_AGO ? 0 : all + WEIGHT * (byAll - all);
        inLine = before + events;
        lastRound = now;
    }

    /** Whether events come so fast that it is worth waiting for more. */
    boolean isBusy() {
        return busy;
    }

    /** How long to wait for more; zero where it is not worth it. */
    Duration rest() {
        if (!busy) {
            return Duration.ZERO;
        }
        double relays = own > 0 ? Math.clamp(all / own, 1, MOST_RELAYS) : 1;
        return Duration.ofNanos((long) (relays * REST.toNanos()));
    }
}

package dev.orderly.messaging;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets callers go first. As long as they come without a pause, all modules' workers together rest for several times as
 * long as they worked: a caller waits for an answer, and nobody waits for the handlers that much. They get on at any
 * time, in fewer and larger steps, which cost less; and go on at once where callers pause.
 */
class CallersFirst {

    /** How many times as long as they worked the workers rest. */
    private static final int TIMES = 3;

    /** So much rest is owed before it has to be taken: a few events at a time slow no caller down. */
    private static final long CREDIT = Duration.ofMillis(50).toNanos();

    /** However long a handler took, the others wait no longer. */
    private static final long LONGEST = Duration.ofMillis(300).toNanos();

    /** Callers that come one right after the other are away for less. */
    private static final long PAUSE = Duration.ofMillis(4).toNanos();

    /** Callers of whom none comes or leaves for so long wait for something else than what workers could leave to them. */
    private static final long STALL = Duration.ofMillis(100).toNanos();

    /** How often one that rests looks whether callers pause. */
    private static final Duration LOOK = Duration.ofMillis(1);

    private final LongSupplier nanoTime;
    private int callers;
    private long lastMove;
    private long restUntil;

    /** @param nanoTime as {@link System#nanoTime()} */
    CallersFirst(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastMove = nanoTime.getAsLong() - PAUSE;
        this.restUntil = nanoTime.getAsLong() - CREDIT;
    }

    /** A caller wants a connection. */
    synchronized void come() {
        long now = nanoTime.getAsLong();
        forgiveAfterPause(now);
        callers++;
        lastMove = now;
    }

    /** A caller has given its connection back, or got none. */
    synchronized void leave() {
        long now = nanoTime.getAsLong();
        forgiveAfterPause(now);
        callers--;
        lastMove = now;
    }

    /** How many have a connection or wait for one. */
    synchronized int callers() {
        return callers;
    }

    /**
     * A worker did a step.
     *
     * @param nanos how long it took
     */
    synchronized void worked(long nanos) {
        long now = nanoTime.getAsLong();
        restUntil = now + Math.min(Math.max(restUntil - now, -CREDIT) + TIMES * nanos, LONGEST);
    }

    /** How long to rest before asking again; zero where workers may work. */
    synchronized Duration rest() {
        long now = nanoTime.getAsLong();
        forgiveAfterPause(now);
        return restUntil - now > 0 ? LOOK : Duration.ZERO;
    }

    private void forgiveAfterPause(long now) {
        if (now - lastMove >= (callers == 0 ? PAUSE : STALL)) {
            restUntil = now - CREDIT;
        }
    }
}

package dev.orderly.messaging;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets callers go first. As long as they come without a pause, all modules' workers, and the jobs whose pieces come with
 * each order, rest for several times as long as they and other jobs together had database connections: a caller waits
 * for an answer, and nobody waits for the rest that much. They get on at any time, in fewer and larger steps, which cost
 * less; and go on at once where callers pause.
 */
class CallersFirst {

    /** How many times as long as they worked they rest. */
    private static final int TIMES = 3;

    /** So much rest is owed before it has to be taken: a few events at a time slow no caller down. */
    private static final long CREDIT = Duration.ofMillis(50).toNanos();

    /** However long a handler took, the others do not wait longer for its sake. */
    private static final long LONGEST = Duration.ofMillis(300).toNanos();

    /** However much was done side by side. */
    private static final long LONGEST_TOGETHER = Duration.ofMillis(1_200).toNanos();

    /**
     * Callers that come one right after the other are away for less, also where the work of a moment ago still keeps them
     * from the processor.
     */
    private static final long PAUSE = Duration.ofMillis(6).toNanos();

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

    /** A caller sends a request, or wants a connection. */
    synchronized void come() {
        long now = nanoTime.getAsLong();
        forgiveAfterPause(now);
        callers++;
        lastMove = now;
    }

    /** A caller has an answer, or has given its connection back or got none. */
    synchronized void leave() {
        long now = nanoTime.getAsLong();
        forgiveAfterPause(now);
        callers--;
        lastMove = now;
    }

    /** How many wait for an answer, have a connection or wait for one; who does both counts twice. */
    synchronized int callers() {
        return callers;
    }

    /**
     * A worker or a job has had a connection.
     *
     * @param nanos for how long
     */
    synchronized void worked(long nanos) {
        long now = nanoTime.getAsLong();
        long owed = Math.max(restUntil - now, -CREDIT) + Math.min(TIMES * nanos, LONGEST);
        restUntil = now + Math.min(owed, LONGEST_TOGETHER);
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

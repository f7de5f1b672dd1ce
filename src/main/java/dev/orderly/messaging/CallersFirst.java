package dev.orderly.messaging;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.function.LongSupplier;

/**
 * Lets callers go first in a burst. As long as they come without a pause, all modules' workers together rest for several
 * times as long as they worked, and so do, by themselves, the jobs whose pieces come with each order: a caller waits for
 * an answer, and nobody waits for the rest that much. They get on at any time, in fewer and larger steps, which cost
 * less; and go on at once where callers pause, or have come for so long that it is no burst: what waits would grow for
 * as long as they do. Only who rests, or does what those ask for, may say that it has worked: what others owe would never
 * be paid.
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

    /** Callers that come one right after the other are away for less. */
    private static final long PAUSE = Duration.ofMillis(4).toNanos();

    /** But whose work is over for less may still have kept them from the processor. */
    private static final long AFTER_WORK = Duration.ofMillis(2).toNanos();

    /** However much others work, nothing keeps callers from the processor for so long. */
    private static final long LONG_PAUSE = Duration.ofMillis(20).toNanos();

    /** Who has been here for so long waits for something else than what workers could leave to them. */
    private static final long STALL = Duration.ofMillis(100).toNanos();

    /** For so long others give way in a row; each moment of a pause, once it counts as one, gives them back as long. */
    private static final long BURST = Duration.ofSeconds(20).toNanos();

    /** How often one that rests looks whether callers pause. */
    private static final Duration LOOK = Duration.ofMillis(1);

    private final LongSupplier nanoTime;
    private final SequencedSet<Caller> callers = new LinkedHashSet<>();
    private final Map<Lane, Long> restUntil = new EnumMap<>(Lane.class);
    private long lastMove;
    private long lastWork;
    private long lastLook;
    private long patience = BURST;

    /** @param nanoTime as {@link System#nanoTime()} */
    CallersFirst(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.lastMove = now - PAUSE;
        this.lastWork = now - AFTER_WORK;
        this.lastLook = now;
        look(now);
    }

    /** Somebody who waits for an answer. */
    static final class Caller {

        private final long since;

        private Caller(long since) {
            this.since = since;
        }
    }

    /** A caller sends a request, or wants a connection. */
    synchronized Caller come() {
        long now = nanoTime.getAsLong();
        look(now);
        Caller caller = new Caller(now);
        callers.add(caller);
        lastMove = now;
        return caller;
    }

    /** A caller has an answer, or has given its connection back or got none. */
    synchronized void leave(Caller caller) {
        long now = nanoTime.getAsLong();
        look(now);
        callers.remove(caller);
        lastMove = now;
    }

    /** How many wait for an answer, have a connection or wait for one; who does both counts twice. */
    synchronized int callers() {
        return callers.size();
    }

    /**
     * Something was at work.
     *
     * @param lane {@link Lane#DISPATCH} or {@link Lane#FOLLOW_UP}
     * @param nanos for how long
     */
    synchronized void worked(Lane lane, long nanos) {
        long now = nanoTime.getAsLong();
        long owed = Math.max(owed(lane, now), -CREDIT) + Math.min(TIMES * nanos, LONGEST);
        restUntil.put(lane, now + Math.min(owed, LONGEST_TOGETHER));
        lastWork = now;
    }

    /**
     * How long to rest before asking again; zero for who may work.
     *
     * @param lane {@link Lane#DISPATCH} or {@link Lane#FOLLOW_UP}
     */
    synchronized Duration rest(Lane lane) {
        long now = nanoTime.getAsLong();
        look(now);
        return owed(lane, now) > 0 && patience > 0 ? LOOK : Duration.ZERO;
    }

    /** A pause forgives what is owed. */
    private void look(long now) {
        long passed = now - lastLook;
        lastLook = now;
        if (isPause(now)) {
            patience = Math.min(BURST, patience + passed);
            restUntil.put(Lane.DISPATCH, now - CREDIT);
            restUntil.put(Lane.FOLLOW_UP, now - CREDIT);
        } else {
            patience = Math.max(0, patience - passed);
        }
    }

    private boolean isPause(long now) {
        boolean nobody = callers.isEmpty() || now - callers.getLast().since >= STALL;
        long away = now - lastMove;
        return nobody && (away >= LONG_PAUSE || (away >= PAUSE && now - lastWork >= AFTER_WORK));
    }

    private long owed(Lane lane, long now) {
        return Objects.requireNonNull(restUntil.get(lane)) - now;
    }
}

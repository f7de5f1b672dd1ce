package dev.orderly.messaging;

import java.time.Duration;
import java.util.LinkedHashSet;
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

    /** For so long others give way in a row; a pause gives them back as long as it lasts. */
    private static final long BURST = Duration.ofSeconds(20).toNanos();

    /** How often one that rests looks whether callers pause. */
    private static final Duration LOOK = Duration.ofMillis(1);

    private final LongSupplier nanoTime;
    private final SequencedSet<Caller> callers = new LinkedHashSet<>();
    private final Workers modules;
    private final Workers followUps;
    private long lastMove;
    private long lastWork;
    private boolean paused;
    private long patience = BURST;

    /** @param nanoTime as {@link System#nanoTime()} */
    CallersFirst(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.lastMove = now;
        this.lastWork = now;
        this.modules = new Workers(now);
        this.followUps = new Workers(now);
    }

    /** Somebody who waits for an answer. */
    static final class Caller {

        private final long since;

        private Caller(long since) {
            this.since = since;
        }
    }

    /** Those who together do one kind of work, and rest for it. */
    final class Workers {

        private long restUntil;

        private Workers(long now) {
            forgive(now);
        }

        /**
         * One of them was at work.
         *
         * @param nanos for how long
         */
        void worked(long nanos) {
            synchronized (CallersFirst.this) {
                long now = nanoTime.getAsLong();
                long owed = Math.max(restUntil - now, -CREDIT) + Math.min(TIMES * nanos, LONGEST);
                restUntil = now + Math.min(owed, LONGEST_TOGETHER);
                lastWork = now;
            }
        }

        /** How long to rest before asking again; zero for who may work. */
        Duration rest() {
            synchronized (CallersFirst.this) {
                long now = nanoTime.getAsLong();
                look(now);
                return restUntil - now > 0 && patience(now) > 0 ? LOOK : Duration.ZERO;
            }
        }

        private void forgive(long now) {
            restUntil = now - CREDIT;
        }
    }

    /** Who handles events, or puts them in line. */
    Workers modules() {
        return modules;
    }

    /** Who does what else comes with each order. */
    Workers followUps() {
        return followUps;
    }

    /** A caller sends a request, or wants a connection. */
    synchronized Caller come() {
        Caller caller = new Caller(move());
        callers.add(caller);
        return caller;
    }

    /** A caller has an answer, or has given its connection back or got none. */
    synchronized void leave(Caller caller) {
        move();
        callers.remove(caller);
    }

    /** How many wait for an answer, have a connection or wait for one; who does both counts twice. */
    synchronized int callers() {
        return callers.size();
    }

    private long move() {
        long now = nanoTime.getAsLong();
        look(now);
        patience = patience(now);
        paused = false;
        lastMove = now;
        return now;
    }

    /** A pause forgives what is owed. */
    private void look(long now) {
        if (isPause(now)) {
            paused = true;
            modules.forgive(now);
            followUps.forgive(now);
        }
    }

    private boolean isPause(long now) {
        boolean nobody = callers.isEmpty() || now - callers.getLast().since >= STALL;
        long away = now - lastMove;
        return nobody && (away >= LONG_PAUSE || (away >= PAUSE && now - lastWork >= AFTER_WORK));
    }

    /** Once a pause counts as one, it does from its beginning: callers at a steady pace are not to look like a crowd. */
    private long patience(long now) {
        long away = now - lastMove;
        return paused ? Math.min(BURST, patience + away) : Math.max(0, patience - away);
    }
}

package dev.orderly.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that goes round until it is stopped, rests in between, can be woken, and survives whatever a round throws. */
public class Loop {

    /** One round. */
    @FunctionalInterface
    public interface Round {

        /**
         * Goes round once, and tells how long to rest; zero to go round again at once.
         *
         * @param woken true where somebody woke the loop, false where its rest was over
         */
        Duration run(boolean woken);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(10);
    private static final Duration SAY_ANOTHER = Duration.ofSeconds(10);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

    private final String name;
    private final Lane lane;
    private final Round round;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean stopped = true;
    private volatile Thread thread;
    private int failures;
    private @Nullable String lastFailure;
    private long lastSaid;

    /**
     * One that does not go round yet.
     *
     * @param name of its thread, behind {@code orderly-}
     * @param lane whose connections it uses
     */
    public Loop(String name, Lane lane, Round round) {
        this.name = name;
        this.lane = lane;
        this.round = round;
        this.thread = thread();
    }

    /** Begins to go round; a loop that was stopped begins anew. */
    public void start() {
        stopped = false;
        thread = thread();
        thread.start();
    }

    /**
     * Handlers are others' code: one that never blocks would keep a virtual thread's carrier from everybody else. And the
     * relay waits for short statements, each of which takes a virtual thread longer, while every event waits behind it.
     */
    private Thread thread() {
        Thread.Builder builder = switch (lane) {
            case JOB, FOLLOW_UP -> Thread.ofVirtual();
            case CALLER, CALLBACK, DISPATCH, RELAY -> Thread.ofPlatform().daemon();
        };
        return builder.name("orderly-" + name).unstarted(this::go);
    }

    /** Goes on in a new thread if this one is the loop's, which may then never come back from its round. */
    void replace(Thread stuck) {
        if (thread == stuck && !stopped) {
            thread = thread();
            thread.start();
        }
    }

    private boolean isReplaced() {
        return Thread.currentThread() != thread;
    }

    /** Ends its rest. */
    public void wake() {
        wakes.release();
    }

    /** True from the moment that the loop is asked to stop, so that a long round can end early. */
    public boolean isStopped() {
        return stopped;
    }

    /** Lets all running rounds finish, and returns when they have or after 30 s. */
    public static void stopAll(Stream<Loop> loops) {
        List<Loop> all = loops.toList();
        all.forEach(loop -> {
            loop.stopped = true;
            loop.wake();
        });
        long deadline = System.nanoTime() + LONGEST_STOP.toNanos();
        all.forEach(loop -> loop.join(deadline));
    }

    private void join(long deadline) {
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                LOG.warn("{} did not finish in time; what it was at is rolled back", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void go() {
        lane.enter();
        boolean woken = false;
        while (!stopped && !isReplaced()) {
            Duration rest = survive(woken);
            woken = rest.isZero() ? wakes.drainPermits() > 0 : sleep(rest);
        }
    }

    private Duration survive(boolean woken) {
        try {
            Duration rest = round.run(woken);
            if (failures > 0 && !isReplaced()) {
                LOG.info("{} works again after {} failures", name, failures);
                failures = 0;
            }
            return rest;
        } catch (Throwable failure) {
            if (isReplaced()) {
                return Duration.ZERO;
            }
            failures++;
            if (!stopped && isNews(failure)) {
                LOG.error("{} failed and goes on trying", name, failure);
            }
            return backoff.after(failures);
        }
    }

    /** The reason may be another one by now, and whoever looks into the log hours later wants to know the last. */
    private boolean isNews(Throwable failure) {
        String words = failure.toString();
        Duration quiet = words.equals(lastFailure) ? SAY_AGAIN : SAY_ANOTHER;
        boolean news = failures == 1 || System.nanoTime() - lastSaid > quiet.toNanos();
        if (news) {
            lastFailure = words;
            lastSaid = System.nanoTime();
        }
        return news;
    }

    private boolean sleep(Duration rest) {
        try {
            boolean woken = wakes.tryAcquire(rest.toNanos(), TimeUnit.NANOSECONDS);
            wakes.drainPermits();
            return woken;
        } catch (InterruptedException e) {
            stopped = true;
            return false;
        }
    }
}

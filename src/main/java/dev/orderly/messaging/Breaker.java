package dev.orderly.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses one module in this process when events of many keys fail in a row, which is hardly the events' fault. While it
 * is open nothing is handled but a single event now and then, and the first that succeeds closes it. Each instance has
 * its own, because what is broken may be the instance.
 */
class Breaker {

    /** What a step may do. */
    enum Turn {
        /** Anything. */
        ALL,
        /** One event: whether it succeeds is to tell whether the module works again. */
        PROBE,
        /** Nothing for now. */
        NONE
    }

    /** How it is. HALF_OPEN is while a probe is on its way. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /** What operators see of it. */
    record View(
            String module,
            State state,
            int failedKeys,
            @Nullable Instant since,
            int probes,
            @Nullable Instant nextProbeAt,
            @Nullable String errorClass,
            @Nullable String errorMessage,
            int handlersLeftBehind) {}

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    /** Each handler that was left behind is a thread; with so many of them the module stands until one ends. */
    private static final int MOST_LEFT_BEHIND = 10;

    private static final Duration LONGEST_REST = Duration.ofMillis(500);

    private final String module;
    private final int threshold;
    private final Backoff backoff;
    private final Clock clock;
    private final Set<String> failedKeys = new HashSet<>();
    private State state = State.CLOSED;
    private int probes;
    private long nextProbe;
    private @Nullable Instant since;
    private @Nullable Instant nextProbeAt;
    private @Nullable Failure last;
    private int leftBehind;

    Breaker(String module, BreakerProperties properties, Clock clock) {
        this.module = module;
        this.threshold = properties.failures();
        this.backoff = new Backoff(properties.firstProbe(), properties.longestProbe());
        this.clock = clock;
    }

    /** Asks what may be done now; whoever gets a probe has to {@link #end} it. */
    synchronized Turn turn() {
        if (leftBehind >= MOST_LEFT_BEHIND) {
            return Turn.NONE;
        }
        return switch (state) {
            case CLOSED -> Turn.ALL;
            case HALF_OPEN -> Turn.NONE;
            case OPEN -> {
                if (System.nanoTime() - nextProbe < 0) {
                    yield Turn.NONE;
                }
                state = State.HALF_OPEN;
                yield Turn.PROBE;
            }
        };
    }

    /** A probe that came to no result leaves its turn to the next. */
    synchronized void end(Turn turn) {
        if (turn == Turn.PROBE && state == State.HALF_OPEN) {
            state = State.OPEN;
        }
    }

    synchronized void succeeded() {
        failedKeys.clear();
        if (state != State.CLOSED) {
            LOG.info("{} handles events again, after {} probes", module, probes);
            state = State.CLOSED;
            since = null;
            nextProbeAt = null;
            probes = 0;
        }
    }

    /** @param again whether the event had failed before: it then says nothing new about the module */
    synchronized void failed(String key, Failure failure, boolean again) {
        if (state == State.CLOSED) {
            if (!again) {
                failedKeys.add(key);
                last = failure;
            }
            if (failedKeys.size() >= threshold) {
                open(failure);
            }
        } else {
            last = failure;
            probes++;
            state = State.OPEN;
            probeLater();
        }
    }

    private void open(Failure failure) {
        state = State.OPEN;
        since = clock.instant();
        probes = 0;
        probeLater();
        LOG.warn(
                "{} is paused: events of {} keys failed in a row, the last with {}: {}; one event at a time is tried until one succeeds",
                module,
                failedKeys.size(),
                failure.errorClass(),
                failure.errorMessage());
    }

    private void probeLater() {
        Duration delay = backoff.after(probes + 1);
        nextProbe = System.nanoTime() + delay.toNanos();
        nextProbeAt = clock.instant().plus(delay);
    }

    synchronized void leftBehind() {
        leftBehind++;
    }

    synchronized void returned() {
        leftBehind--;
    }

    synchronized boolean isOpen() {
        return state != State.CLOSED || leftBehind >= MOST_LEFT_BEHIND;
    }

    /** How long a worker is to rest before it asks again. */
    synchronized Duration rest() {
        Duration left = Duration.ofNanos(Math.max(nextProbe - System.nanoTime(), 0));
        boolean soon = state == State.OPEN && left.compareTo(LONGEST_REST) < 0;
        return soon ? left.plusMillis(10) : LONGEST_REST;
    }

    synchronized View view() {
        return new View(
                module,
                state,
                failedKeys.size(),
                since,
                probes,
                nextProbeAt,
                last == null ? null : last.errorClass(),
                last == null ? null : last.errorMessage(),
                leftBehind);
    }
}

package dev.orderly.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a backlog will be gone if things go on as in the last minute.
 *
 * @param time how long that takes; null unless it is known
 */
record Drain(State state, @Nullable Duration time) {

    /** What becomes of a backlog. */
    enum State {
        /** There is none. */
        CAUGHT_UP,
        /** It shrinks. */
        DRAINING,
        /** It grows or stands still, so no end is in sight. */
        NOT_DRAINING,
        /** It was looked at once only. */
        MEASURING
    }

    private static final double TOO_SLOW = 0.01;

    static Drain of(long events, Pace pace) {
        if (events == 0) {
            return new Drain(State.CAUGHT_UP, Duration.ZERO);
        }
        if (!pace.known()) {
            return new Drain(State.MEASURING, null);
        }
        double perSecond = pace.shrinkingPerSecond();
        return pace.standsStill() || perSecond < TOO_SLOW
                ? new Drain(State.NOT_DRAINING, null)
                : new Drain(State.DRAINING, Duration.ofMillis((long) (1000 * events / perSecond)));
    }
}

package dev.orderly.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A handler took longer than it may. The stack is where it was when its time was over. */
final class HandlerTimedOut extends RuntimeException {

    private final boolean leftBehind;

    private HandlerTimedOut(String message, boolean leftBehind, StackTraceElement[] where) {
        super(message);
        this.leftBehind = leftBehind;
        setStackTrace(where);
    }

    static HandlerTimedOut ended(Duration limit, StackTraceElement[] where, @Nullable Throwable itsEnd) {
        HandlerTimedOut timedOut = new HandlerTimedOut(
                "The handler ran into its time limit of " + limit + " and was interrupted", false, where);
        if (itsEnd != null) {
            timedOut.initCause(itsEnd);
        }
        return timedOut;
    }

    static HandlerTimedOut leftBehind(Duration limit, StackTraceElement[] where) {
        return new HandlerTimedOut(
                "The handler ran into its time limit of %s, took no notice of the interruption and was left behind without its connection"
                        .formatted(limit),
                true,
                where);
    }

    /** Does the handler still run? Another attempt would leave another one behind, so there is none. */
    boolean leftBehind() {
        return leftBehind;
    }
}

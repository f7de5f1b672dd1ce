package dev.orderly.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that the handlers of one shard come to an end. One that is over its time is interrupted; one that goes on is cut
 * off from the database, which frees its locks and lets it commit nothing; and one that goes on even so is left behind.
 *
 * <p>The handler's thread begins and ends a watch, the watchdog's checks it.
 */
class HandlerWatch {

    private enum State {
        IDLE,
        RUNNING,
        INTERRUPTED,
        CUT,
        LEFT_BEHIND
    }

    /** What the handler works with: the connection of its transaction, and the server's id of its session. */
    record Session(Connection connection, long id) {}

    private static final Logger LOG = LoggerFactory.getLogger(HandlerWatch.class);
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    private final Duration limit;
    private final Duration grace;
    private final Consumer<Session> kill;
    private final Consumer<HandlerTimedOut> leaveBehind;
    private State state = State.IDLE;
    private long ranNanos;
    private @Nullable Thread thread;
    private @Nullable Session session;
    private StackTraceElement[] where = {};

    /**
     * @param kill ends a session on the server, where it may still be at a statement
     * @param leaveBehind is told when the handler's thread is given up
     */
    HandlerWatch(Duration limit, Consumer<Session> kill, Consumer<HandlerTimedOut> leaveBehind) {
        this.limit = limit;
        Duration quarter = limit.dividedBy(4);
        this.grace = quarter.compareTo(LONGEST_GRACE) < 0 ? quarter : LONGEST_GRACE;
        this.kill = kill;
        this.leaveBehind = leaveBehind;
    }

    synchronized void begin(Session works) {
        state = State.RUNNING;
        ranNanos = 0;
        thread = Thread.currentThread();
        session = works;
    }

    /** Ends the watch, and tells what to make of the handler's end: null where it ended in time. */
    synchronized @Nullable HandlerTimedOut end(@Nullable Throwable itsEnd) {
        State at = state;
        if (at == State.LEFT_BEHIND) {
            return HandlerTimedOut.leftBehind(limit, where);
        }
        state = State.IDLE;
        session = null;
        if (at == State.RUNNING) {
            return null;
        }
        // The interruption was for the handler, and not for what comes after it.
        Thread.interrupted();
        return HandlerTimedOut.ended(limit, where, itsEnd);
    }

    synchronized boolean isLeftBehind() {
        return state == State.LEFT_BEHIND;
    }

    /** @param passed the nanoseconds since the check before */
    void check(long passed) {
        HandlerTimedOut gone = checkNow(passed);
        if (gone != null) {
            leaveBehind.accept(gone);
        }
    }

    private synchronized @Nullable HandlerTimedOut checkNow(long passed) {
        ranNanos += passed;
        Duration ran = Duration.ofNanos(ranNanos);
        if (state == State.RUNNING && ran.compareTo(limit) > 0) {
            state = State.INTERRUPTED;
            where = Objects.requireNonNull(thread).getStackTrace();
            Objects.requireNonNull(thread).interrupt();
        } else if (state == State.INTERRUPTED && ran.compareTo(limit.plus(grace)) > 0) {
            state = State.CUT;
            cut(Objects.requireNonNull(session));
        } else if (state == State.CUT && ran.compareTo(limit.plus(grace).plus(grace)) > 0) {
            state = State.LEFT_BEHIND;
            return HandlerTimedOut.leftBehind(limit, where);
        }
        return null;
    }

    /** The connection is broken for good before the watch can end, so nobody else can get it from the pool meanwhile. */
    private void cut(Session works) {
        try {
            works.connection().abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("The connection of a handler that is over its time was closed already", e);
        }
        kill.accept(works);
    }
}

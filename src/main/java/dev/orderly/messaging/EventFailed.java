package dev.orderly.messaging;

import dev.orderly.messaging.ParkedEvents.Parked;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rolls a batch back, and says which of its events failed. */
final class EventFailed extends RuntimeException {

    private final transient List<LoggedEvent> events;
    private final transient @Nullable Parked parked;
    private final boolean first;
    private final Throwable failure;
    private final long begun;
    private final Duration took;

    /**
     * @param events which were handled together; mostly one
     * @param parked the event as it was parked, or null where it is the log's
     * @param first whether no other event was handled before it in the same transaction
     * @param begun when its handling began, by {@link System#nanoTime()}
     */
    EventFailed(List<LoggedEvent> events, @Nullable Parked parked, boolean first, Throwable failure, long begun) {
        super(null, failure, false, false);
        this.events = events;
        this.parked = parked;
        this.first = first;
        this.failure = failure;
        this.begun = begun;
        this.took = Duration.ofNanos(System.nanoTime() - begun);
    }

    /** The event, or the first of several. */
    LoggedEvent logged() {
        return events.getFirst();
    }

    /** Were several handled together, so that it is not known which of them failed? */
    boolean isOfSeveral() {
        return events.size() > 1;
    }

    @Nullable Parked parked() {
        return parked;
    }

    int shard() {
        return logged().event().shard();
    }

    Throwable failure() {
        return failure;
    }

    long begun() {
        return begun;
    }

    Duration took() {
        return took;
    }

    boolean timedOut() {
        return failure instanceof HandlerTimedOut;
    }

    /** Was it the transaction that failed, and not the event? Where the handler was cut off, the one follows from the other. */
    boolean isTheTransactions() {
        return !timedOut() && SqlFailures.endTheTransaction(failure);
    }

    /** Did it fail with nothing before it in the same transaction that could be to blame, or that would be lost? */
    boolean failedFirst() {
        return first;
    }
}

package dev.orderly.messaging;

import dev.orderly.messaging.ModuleBus.HandlerFailed;
import dev.orderly.messaging.ParkedEvents.Parked;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** Posts an event, or a batch of them, to a module's handlers, and does not let them take longer than they may. */
class DeliverEvent {

    private record Current(
            List<LoggedEvent> events, @Nullable Parked parked, boolean first, long begun) {

        EventFailed failed(Throwable failure) {
            return new EventFailed(events, parked, first, failure, begun);
        }
    }

    private final Subscription subscription;
    private final ModuleBus bus;
    private final Handling handling;
    private final HandlerWatch watch;
    private volatile @Nullable Current current;
    private volatile Consumer<EventFailed> leftBehind = failed -> {};

    DeliverEvent(Subscription subscription, Handling handling) {
        this.subscription = subscription;
        this.bus = new ModuleBus(subscription);
        this.handling = handling;
        this.watch = new HandlerWatch(
                handling.properties().handlerTimeLimit(), handling.watchdog()::kill, this::leaveBehind);
        handling.watchdog().add(watch);
    }

    void whenLeftBehind(Consumer<EventFailed> tell) {
        leftBehind = tell;
    }

    boolean isLeftBehind() {
        return watch.isLeftBehind();
    }

    /**
     * Runs the handlers in the current transaction.
     *
     * @param events one, or more for a module that takes them in batches
     * @param first whether no other event was handled before in the transaction
     * @param session the server's id of that transaction's session
     * @throws EventFailed where one of them fails or takes too long, or the event cannot be read
     */
    void deliver(List<LoggedEvent> events, @Nullable Parked parked, boolean first, long session) {
        Current now = new Current(events, parked, first, System.nanoTime());
        current = now;
        watch.begin(new HandlerWatch.Session(connection(), session));
        Throwable failure = run(events.stream().map(LoggedEvent::event).toList());
        Throwable timedOut = watch.end(failure);
        Throwable cause = timedOut == null ? failure : timedOut;
        if (cause != null) {
            throw now.failed(cause);
        }
    }

    EventFailed caughtWhatItShouldNot() {
        return Objects.requireNonNull(current)
                .failed(new IllegalStateException(
                        "A handler caught what a transactional method threw, so nothing of it can be committed"));
    }

    private @Nullable Throwable run(List<StoredEvent> events) {
        try {
            new Delivery(subscription, events.getFirst()).run(() -> bus.post(read(events)));
            return null;
        } catch (HandlerFailed failed) {
            return failed.failure();
        } catch (RuntimeException | Error other) {
            // Whatever it is, it is this event's, and must not keep the shard from going on.
            return other;
        }
    }

    private Object read(List<StoredEvent> events) {
        List<Object> records = events.stream().map(handling.catalog()::read).toList();
        return subscription.takesBatches() ? new EventBatch(records) : records.getFirst();
    }

    /** The connection of the current transaction. */
    Connection connection() {
        Connection ours = DataSourceUtils.getConnection(handling.dataSource());
        DataSourceUtils.releaseConnection(ours, handling.dataSource());
        return ours;
    }

    private void leaveBehind(HandlerTimedOut timedOut) {
        handling.watchdog().remove(watch);
        leftBehind.accept(Objects.requireNonNull(current).failed(timedOut));
    }
}

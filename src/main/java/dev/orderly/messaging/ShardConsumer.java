package dev.orderly.messaging;

import dev.orderly.messaging.Breaker.Turn;
import dev.orderly.messaging.Cursors.Cursor;
import dev.orderly.messaging.ParkedEvents.Parked;
import dev.orderly.messaging.ParkedEvents.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.TransactionStatus;

/**
 * One module's way through one shard of the log. Each step is one transaction: lock the cursor, move it, run the
 * handlers, see that the lock is still ours, commit. So a handler's effects happen exactly once, and whoever handles an
 * event of the shard for the module, first or again, holds its cursor.
 *
 * <p>Used by one thread at a time.
 */
class ShardConsumer {

    /** How a step went. */
    enum Step {
        /** Something was done, and there may be more. */
        MORE,
        /** There was nothing to do. */
        NOTHING,
        /** Another thread or instance has the shard. */
        TAKEN,
        /** A newer version of the module has taken over. */
        OUTDATED,
        /** The module is paused by its circuit breaker. */
        PAUSED,
        /** The database would not; the same step may work in a moment. */
        AGAIN;

        boolean mayHaveMore() {
            return this == MORE || this == PAUSED || this == AGAIN;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ShardConsumer.class);

    private final Registration registration;
    private final Subscription subscription;
    private final String module;
    private final int shard;
    private final EventLog log;
    private final Handling handling;
    private final Breaker breaker;
    private final DeliverEvent deliver;
    private final RecordFailure recordFailure;
    private final BatchLimit limit;

    private int permitted = Integer.MAX_VALUE;
    private int delivered;
    /** Parked events and the log take turns. */
    private boolean parkedNext;
    /** What failed in the current step, as a rollback that fails too hides it. */
    private @Nullable EventFailed failed;
    /** The types of the events that the current step has handled. */
    private final List<String> handled = new ArrayList<>();

    ShardConsumer(
            Registration registration, int shard, ModuleBus bus, EventLog log, Handling handling, Breaker breaker) {
        this.registration = registration;
        this.subscription = registration.subscription();
        this.module = subscription.module();
        this.shard = shard;
        this.log = log;
        this.handling = handling;
        this.breaker = breaker;
        this.deliver = new DeliverEvent(subscription, shard, bus, handling);
        this.recordFailure = new RecordFailure(registration, shard, log, handling, breaker);
        this.limit = new BatchLimit(handling.properties(), subscription);
    }

    /** Does a step that hands no more than so many events to the module. */
    Step step(int deliveries) {
        delivered = 0;
        permitted = deliveries;
        return step();
    }

    /** How many events the last step has handed to the module. */
    int delivered() {
        return delivered;
    }

    /** Says whom to tell where a handler does not end and its thread is given up. */
    void whenLeftBehind(Consumer<EventFailed> tell) {
        deliver.whenLeftBehind(tell);
    }

    /** Goes on in place of a consumer whose thread was given up over an event. */
    ShardConsumer after(EventFailed leftBehind) {
        ShardConsumer next = new ShardConsumer(registration, shard, deliver.renewedBus(), log, handling, breaker);
        next.failed = leftBehind;
        return next;
    }

    /** Handles the next batch of the log, or one parked event whose time has come. */
    Step step() {
        EventFailed inherited = failed;
        if (inherited != null) {
            failed = null;
            return afterFailure(inherited);
        }
        Turn turn = breaker.turn();
        if (turn == Turn.NONE) {
            return Step.PAUSED;
        }
        try {
            return step(turn);
        } finally {
            breaker.end(turn);
        }
    }

    private Step step(Turn turn) {
        handled.clear();
        failed = null;
        try {
            Step step = Objects.requireNonNull(log.transaction().execute(status -> lockAndHandle(turn, status)));
            committed();
            return step;
        } catch (BatchLost lost) {
            limit.takeOneByOneUpTo(lost.batchEnd);
            return Step.AGAIN;
        } catch (RuntimeException e) {
            if (deliver.isLeftBehind()) {
                return Step.TAKEN;
            }
            EventFailed known = failed;
            failed = null;
            if (known != null && (e instanceof EventFailed || known.timedOut())) {
                return afterFailure(known);
            }
            if (e instanceof PessimisticLockingFailureException) {
                LOG.debug("The module {} takes shard {} again", module, shard, e);
                return Step.AGAIN;
            }
            throw e;
        }
    }

    private void committed() {
        if (!handled.isEmpty()) {
            breaker.succeeded();
            handling.meters().handled(module, handled);
        }
    }

    private Step lockAndHandle(Turn turn, TransactionStatus status) {
        if (subscription.oneWriter() && !log.cursors().lockModule(module)) {
            return Step.TAKEN;
        }
        Optional<Cursor> locked = log.cursors().lock(module, shard);
        if (locked.isEmpty()) {
            return Step.TAKEN;
        }
        Cursor cursor = locked.get();
        if (cursor.generation() != registration.generation()) {
            return Step.OUTDATED;
        }
        Waiting waiting = log.parkedEvents().waiting(module, shard);
        Long due = waiting.due();
        parkedNext = due != null && !parkedNext;
        if (due != null && parkedNext) {
            return handleParked(due, cursor, status);
        }
        int atMost = turn == Turn.PROBE ? 1 : limit.events(cursor.position());
        List<LoggedEvent> events = log.outbox().read(shard, cursor.position(), atMost, limit.bytes());
        if (events.isEmpty()) {
            return due == null ? Step.NOTHING : handleParked(due, cursor, status);
        }
        limit.learn(events, atMost);
        return handleBatch(events, waiting, cursor, status);
    }

    private Step handleBatch(List<LoggedEvent> events, Waiting waiting, Cursor cursor, TransactionStatus status) {
        Batch batch = new Batch(events.getLast().position(), cursor, status);
        log.cursors().move(module, shard, batch.end(), batch.token());
        long deadline = System.nanoTime() + handling.properties().batchTime().toNanos();
        Set<String> blocked = waiting.any()
                ? log.parkedEvents()
                        .blocked(
                                module,
                                events.stream()
                                        .map(logged -> logged.event().key())
                                        .collect(Collectors.toSet()))
                : Set.of();
        for (LoggedEvent logged : events) {
            if (registration.types().contains(logged.event().type())) {
                if (blocked.contains(logged.event().key())) {
                    log.parkedEvents().insertFollower(module, logged);
                    handling.meters().parkedBehindAnother(module, logged.event().type());
                } else {
                    deliver(logged, null, batch);
                }
            }
            if (logged.position() < batch.end() && (delivered >= permitted || System.nanoTime() > deadline)) {
                log.cursors().move(module, shard, logged.position(), batch.token());
                break;
            }
        }
        requireStillOurs(batch);
        return Step.MORE;
    }

    private Step handleParked(long position, Cursor cursor, TransactionStatus status) {
        Batch batch = new Batch(position, cursor, status);
        log.cursors().move(module, shard, cursor.position(), batch.token());
        Parked parked = log.parkedEvents().get(module, shard, position);
        log.parkedEvents().remove(module, parked.logged());
        handling.meters().retried(module, parked.logged().event().type());
        deliver(parked.logged(), parked, batch);
        requireStillOurs(batch);
        return Step.MORE;
    }

    private void deliver(LoggedEvent logged, @Nullable Parked parked, Batch batch) {
        delivered++;
        try {
            boolean first =
                    parked != null || logged.position() == batch.cursor().position() + 1;
            deliver.deliver(logged, parked, batch.end(), first, batch.cursor().session());
            if (batch.status().isRollbackOnly()) {
                requireStillOurs(batch);
                throw deliver.caughtWhatItShouldNot();
            }
        } catch (EventFailed thrown) {
            failed = thrown;
            throw thrown;
        }
        handled.add(logged.event().type());
    }

    /** A deadlock rolls back everything, the lock of the cursor included, even where a handler catches the exception. */
    private void requireStillOurs(Batch batch) {
        if (!log.cursors().carries(module, shard, batch.token())) {
            throw new BatchLost(batch.end());
        }
    }

    private Step afterFailure(EventFailed failure) {
        if (failure.isTheTransactions()) {
            limit.takeOneByOneUpTo(failure.batchEnd());
            return Step.AGAIN;
        }
        if (!failure.failedFirst()) {
            limit.suspect(failure.logged().position());
            return Step.MORE;
        }
        try {
            return recordFailure.record(failure) ? Step.MORE : Step.TAKEN;
        } catch (PessimisticLockingFailureException e) {
            LOG.debug("The module {} could not record a failure in shard {}", module, shard, e);
            return Step.AGAIN;
        }
    }

    /** One transaction's worth of events: where it ends, and the token that it left in the cursor. */
    private record Batch(long end, long token, Cursor cursor, TransactionStatus status) {
        Batch(long end, Cursor cursor, TransactionStatus status) {
            this(end, ThreadLocalRandom.current().nextLong(), cursor, status);
        }
    }

    /** The database rolled the transaction back while its handlers went on. */
    private static final class BatchLost extends RuntimeException {
        private final long batchEnd;

        BatchLost(long batchEnd) {
            super(null, null, false, false);
            this.batchEnd = batchEnd;
        }
    }
}

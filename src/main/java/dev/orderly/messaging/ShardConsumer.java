package dev.orderly.messaging;

import dev.orderly.messaging.Cursors.Cursor;
import dev.orderly.messaging.EventCatalog.UnreadableEvent;
import dev.orderly.messaging.ModuleBus.HandlerFailed;
import dev.orderly.messaging.ParkedEvents.Head;
import dev.orderly.messaging.ParkedEvents.Parked;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

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
        /** The database would not; the same step may work in a moment. */
        AGAIN
    }

    private static final Logger LOG = LoggerFactory.getLogger(ShardConsumer.class);

    private final Subscription subscription;
    private final String module;
    private final Set<String> types;
    private final long generation;
    private final int shard;
    private final ModuleBus bus;
    private final EventCatalog catalog;
    private final Cursors cursors;
    private final Outbox outbox;
    private final ParkedEvents parkedEvents;
    private final TransactionOperations transaction;
    private final MessagingProperties properties;
    private final Backoff backoff;

    /** Below this position events are taken one by one, because a batch with them has failed; 0 means none. */
    private long oneByOneBelow;
    /** This event has failed in a batch: the batch ends before it, and it is then taken alone; 0 means none. */
    private long suspect;
    /** Parked events and the log take turns. */
    private boolean parkedNext;

    ShardConsumer(
            Registration registration,
            int shard,
            ModuleBus bus,
            EventCatalog catalog,
            EventLog log,
            MessagingProperties properties) {
        this.subscription = registration.subscription();
        this.module = subscription.module();
        this.types = registration.types();
        this.generation = registration.generation();
        this.shard = shard;
        this.bus = bus;
        this.catalog = catalog;
        this.cursors = log.cursors();
        this.outbox = log.outbox();
        this.parkedEvents = log.parkedEvents();
        this.transaction = log.transaction();
        this.properties = properties;
        this.backoff = new Backoff(properties.retryFirst(), properties.retryMost());
    }

    /** Handles the next batch of the log, or one parked event whose time has come. */
    Step step() {
        try {
            return transact(this::lockAndHandle);
        } catch (EventFailed failed) {
            return afterFailure(failed);
        } catch (BatchLost lost) {
            oneByOneBelow = lost.batchEnd + 1;
            return Step.AGAIN;
        } catch (PessimisticLockingFailureException e) {
            LOG.debug("The module {} takes shard {} again", module, shard, e);
            return Step.AGAIN;
        }
    }

    private Step lockAndHandle(TransactionStatus status) {
        if (subscription.oneWriter() && !cursors.lockModule(module)) {
            return Step.TAKEN;
        }
        Optional<Cursor> locked = cursors.lock(module, shard);
        if (locked.isEmpty()) {
            return Step.TAKEN;
        }
        Cursor cursor = locked.get();
        if (cursor.generation() != generation) {
            return Step.OUTDATED;
        }
        List<Head> heads = parkedEvents.heads(module, shard);
        Optional<Head> due = heads.stream().filter(Head::due).findFirst();
        parkedNext = due.isPresent() && !parkedNext;
        if (parkedNext) {
            return handleParked(due.orElseThrow(), cursor, status);
        }
        List<LoggedEvent> events = outbox.read(
                shard, cursor.position(), atMost(cursor), properties.batchSize().toBytes());
        if (events.isEmpty()) {
            return due.map(head -> handleParked(head, cursor, status)).orElse(Step.NOTHING);
        }
        return handleBatch(events, heads, status);
    }

    /** How many events the next batch may have, given what failed before. */
    private int atMost(Cursor cursor) {
        long next = cursor.position() + 1;
        if (next < oneByOneBelow || next == suspect) {
            return 1;
        }
        int most = properties.batchEventsOf(subscription);
        return suspect > next ? (int) Math.min(most, suspect - next) : most;
    }

    private Step handleBatch(List<LoggedEvent> events, List<Head> heads, TransactionStatus status) {
        Batch batch = new Batch(
                ThreadLocalRandom.current().nextLong(), events.getLast().position(), status);
        cursors.move(module, shard, batch.end(), batch.token());
        long deadline = System.nanoTime() + properties.batchTime().toNanos();
        Set<String> blocked = heads.stream().map(Head::key).collect(Collectors.toSet());
        for (LoggedEvent logged : events) {
            if (types.contains(logged.event().type())) {
                if (blocked.contains(logged.event().key())) {
                    parkedEvents.insert(module, logged, null, Duration.ZERO);
                } else {
                    deliver(logged, null, batch);
                }
            }
            if (logged.position() < batch.end() && System.nanoTime() > deadline) {
                cursors.move(module, shard, logged.position(), batch.token());
                break;
            }
        }
        requireStillOurs(batch);
        return Step.MORE;
    }

    private Step handleParked(Head head, Cursor cursor, TransactionStatus status) {
        Batch batch = new Batch(ThreadLocalRandom.current().nextLong(), head.position(), status);
        cursors.move(module, shard, cursor.position(), batch.token());
        Parked parked = parkedEvents.get(module, shard, head.position());
        parkedEvents.delete(module, parked.logged());
        deliver(parked.logged(), parked, batch);
        requireStillOurs(batch);
        return Step.MORE;
    }

    private void deliver(LoggedEvent logged, @Nullable Parked parked, Batch batch) {
        StoredEvent event = logged.event();
        try {
            new Delivery(subscription, event).run(() -> bus.post(shard, catalog.read(event)));
        } catch (HandlerFailed failed) {
            throw new EventFailed(logged, parked, batch.end(), failed.failure());
        } catch (UnreadableEvent unreadable) {
            throw new EventFailed(logged, parked, batch.end(), unreadable);
        }
        if (batch.status().isRollbackOnly()) {
            requireStillOurs(batch);
            throw new EventFailed(
                    logged,
                    parked,
                    batch.end(),
                    new IllegalStateException(
                            "A handler caught what a transactional method threw, so nothing of it can be committed"));
        }
    }

    /** A deadlock rolls back everything, the lock of the cursor included, even where a handler catches the exception. */
    private void requireStillOurs(Batch batch) {
        if (!cursors.carries(module, shard, batch.token())) {
            throw new BatchLost(batch.end());
        }
    }

    private Step afterFailure(EventFailed failed) {
        if (SqlFailures.endTheTransaction(failed.failure)) {
            oneByOneBelow = failed.batchEnd + 1;
            return Step.AGAIN;
        }
        Parked parked = failed.parked;
        if (parked != null) {
            return transact(status -> parkAgain(parked, failed.failure));
        }
        if (failed.logged.position() != failed.batchEnd) {
            suspect = failed.logged.position();
            return Step.MORE;
        }
        return transact(status -> park(failed.logged, failed.failure));
    }

    private Step park(LoggedEvent logged, Throwable failure) {
        Optional<Cursor> cursor = cursors.lock(module, shard);
        if (cursor.isEmpty()
                || cursor.get().generation() != generation
                || cursor.get().position() != logged.position() - 1) {
            return Step.TAKEN;
        }
        cursors.move(module, shard, logged.position(), 0);
        parkedEvents.insert(module, logged, failure, backoff.after(1));
        LOG.warn(
                "{}: {} failed to handle {} and will try again; later events of this key wait for it",
                logged.event().key(),
                module,
                logged.event().type(),
                failure);
        return Step.MORE;
    }

    private Step parkAgain(Parked parked, Throwable failure) {
        boolean recorded = cursors.lock(module, shard).isPresent()
                && parkedEvents.failedAgain(module, parked, failure, backoff.after(parked.attempts() + 1));
        return recorded ? Step.MORE : Step.TAKEN;
    }

    private Step transact(TransactionCallback<Step> action) {
        return Objects.requireNonNull(transaction.execute(action));
    }

    /** One transaction's worth of events: the token that it left in the cursor, and where it ends. */
    private record Batch(long token, long end, TransactionStatus status) {}

    /** Rolls the batch back, and says which event it was. */
    private static final class EventFailed extends RuntimeException {
        private final transient LoggedEvent logged;
        private final transient @Nullable Parked parked;
        private final long batchEnd;
        private final Throwable failure;

        EventFailed(LoggedEvent logged, @Nullable Parked parked, long batchEnd, Throwable failure) {
            super(null, failure, false, false);
            this.logged = logged;
            this.parked = parked;
            this.batchEnd = batchEnd;
            this.failure = failure;
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

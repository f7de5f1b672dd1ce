package dev.orderly.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes each event into the outbox, in the transaction that publishes it, and wakes the relay once that has committed. */
class OutboxRecorder {

    private static final int LARGEST_PAYLOAD = 1024 * 1024;

    private final EventCatalog catalog;
    private final Outbox outbox;
    private final DelayedEvents delayedEvents;
    private final Runnable wakeRelay;
    private final int shards;
    private final Duration longestPublish;
    private final MeterRegistry meters;

    OutboxRecorder(
            EventCatalog catalog,
            Outbox outbox,
            DelayedEvents delayedEvents,
            Runnable wakeRelay,
            MessagingProperties properties,
            MeterRegistry meters) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.delayedEvents = delayedEvents;
        this.wakeRelay = wakeRelay;
        this.shards = properties.shards();
        this.longestPublish = properties.longestPublish();
        this.meters = meters;
    }

    /** Records what is one of our events, or a delayed one. */
    void hear(Object published) {
        switch (published) {
            case Delayed delayed -> delayedEvents.insert(prepare(delayed.event()), delayed.delay());
            case Object event when catalog.knows(event.getClass()) -> record(event);
            default -> {
                // Some other Spring event: none of ours.
            }
        }
    }

    private void record(Object event) {
        StoredEvent stored = prepare(event);
        outbox.insert(stored);
        afterPublish().types.add(stored.type());
    }

    /** One for each transaction. */
    private AfterPublish afterPublish() {
        return TransactionSynchronizationManager.getSynchronizations().stream()
                .filter(AfterPublish.class::isInstance)
                .map(AfterPublish.class::cast)
                .findFirst()
                .orElseGet(() -> {
                    AfterPublish begun = new AfterPublish();
                    TransactionSynchronizationManager.registerSynchronization(begun);
                    return begun;
                });
    }

    private StoredEvent prepare(Object event) {
        requireTransaction(event);
        Delivery delivery = Delivery.current();
        if (delivery != null && delivery.subscription().replayable()) {
            throw new IllegalStateException("The module %s is replayable and must publish nothing, but published %s"
                    .formatted(delivery.subscription().module(), catalog.typeOf(event.getClass())));
        }
        StoredEvent stored = catalog.write(event, shards);
        if (stored.payload().length() > LARGEST_PAYLOAD) {
            throw new IllegalArgumentException("The event %s of %s is larger than %d characters"
                    .formatted(stored.type(), stored.key(), LARGEST_PAYLOAD));
        }
        return stored;
    }

    private static void requireTransaction(Object event) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalTransactionStateException(
                    event.getClass().getSimpleName() + " was published outside a transaction and would not be atomic");
        }
    }

    /**
     * Rolls back a transaction that stays open too long after its first event: the relay looks only so far back for
     * events that commit late.
     */
    private final class AfterPublish implements TransactionSynchronization {

        private final long begun = System.nanoTime();
        private final List<String> types = new ArrayList<>();

        @Override
        public void beforeCommit(boolean readOnly) {
            Duration open = Duration.ofNanos(System.nanoTime() - begun);
            if (open.compareTo(longestPublish) > 0) {
                throw new PublishedTooLate(open);
            }
        }

        @Override
        public void afterCommit() {
            wakeRelay.run();
            types.forEach(type ->
                    meters.counter("orderly.messaging.published", "type", type).increment());
        }
    }

    /** A transaction stayed open for too long after it had published. */
    static final class PublishedTooLate extends RuntimeException {
        PublishedTooLate(Duration open) {
            super(
                    "A transaction was open for %s after it had published an event, and was rolled back; see orderly.messaging.longest-publish"
                            .formatted(open));
        }
    }
}

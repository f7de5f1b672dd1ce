package dev.orderly.messaging;

import dev.orderly.messaging.Breaker.Turn;
import dev.orderly.messaging.Claim.Held;
import dev.orderly.messaging.Cursors.Cursor;
import dev.orderly.messaging.HandleEvents.TransactionLost;
import dev.orderly.messaging.Outbox.Section;
import dev.orderly.messaging.ParkedEvents.Parked;
import dev.orderly.messaging.ParkedEvents.Waiting;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.TransactionStatus;

/**
 * One worker on one module's way through the log. Each step is one transaction: lock the cursors of some shards, move
 * them, run the handlers, see that the locks are still ours, commit. So a handler's effects happen exactly once, and
 * whoever handles an event of a shard for the module, first or again, holds its cursor.
 *
 * <p>Used by one thread at a time.
 */
class ModuleConsumer {

    /** How a step went. */
    enum Step {
        /** What could be done was done. */
        DONE,
        /** A newer version of the module has taken over. */
        OUTDATED,
        /** The module is paused by its circuit breaker. */
        PAUSED,
        /** The database would not; the same step may work in a moment. */
        AGAIN
    }

    /** @param unfinished the shards in which there may be more to do at once */
    record Outcome(Step step, Collection<ShardProgress> unfinished) {

        /** There was nothing to do, or others are at it. */
        static final Outcome NOTHING = new Outcome(Step.DONE, Set.of());

        Outcome and(Collection<ShardProgress> others) {
            return new Outcome(
                    step,
                    Stream.concat(unfinished.stream(), others.stream())
                            .distinct()
                            .toList());
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(ModuleConsumer.class);

    private final Registration registration;
    private final Subscription subscription;
    private final String module;
    private final EventLog log;
    private final Handling handling;
    private final Breaker breaker;
    private final HandleEvents handle;
    private final RecordFailure recordFailure;

    private int permitted;
    /** What the current step has taken on. */
    private @Nullable Claim claim;

    ModuleConsumer(Registration registration, EventLog log, Handling handling, Breaker breaker) {
        this.registration = registration;
        this.subscription = registration.subscription();
        this.module = subscription.module();
        this.log = log;
        this.handling = handling;
        this.breaker = breaker;
        this.handle = new HandleEvents(registration, log, handling);
        this.recordFailure = new RecordFailure(registration, log, handling, breaker);
    }

    /** How many events the last step has handed to the module. */
    int delivered() {
        return handle.handled();
    }

    /** Says whom to tell where a handler does not end and its thread is given up. */
    void whenLeftBehind(Consumer<EventFailed> tell) {
        handle.whenLeftBehind(tell);
    }

    /** Each of the events that the current step has taken has to show that it can be handled alone. */
    void takeOneByOne() {
        if (claim != null) {
            claim.takeOneByOne();
        }
    }

    /** Handles the next events of the shards, or one parked event whose time has come; no more than are permitted. */
    Outcome step(List<ShardProgress> shards, int deliveries) {
        permitted = deliveries;
        claim = null;
        handle.begin();
        for (ShardProgress shard : shards) {
            EventFailed unrecorded = shard.takeUnrecorded();
            if (unrecorded != null) {
                return afterFailure(unrecorded, shards);
            }
        }
        Turn turn = breaker.turn();
        try {
            return switch (turn) {
                case NONE -> new Outcome(Step.PAUSED, shards);
                case PROBE -> probe(shards);
                case ALL -> tryStep(shards);
            };
        } finally {
            breaker.end(turn);
        }
    }

    private Outcome probe(List<ShardProgress> shards) {
        permitted = 1;
        return tryStep(shards.subList(0, 1)).and(shards.subList(1, shards.size()));
    }

    private Outcome tryStep(List<ShardProgress> shards) {
        try {
            Outcome outcome =
                    Objects.requireNonNull(log.transaction().execute(status -> lockAndHandle(shards, status)));
            committed();
            return outcome;
        } catch (TransactionLost lost) {
            return lost.byTheDatabase() ? takeOneByOne(shards) : new Outcome(Step.DONE, shards);
        } catch (RuntimeException e) {
            if (handle.isLeftBehind()) {
                return Outcome.NOTHING;
            }
            EventFailed known = handle.failed();
            if (known != null && (e instanceof EventFailed || known.timedOut())) {
                return afterFailure(known, shards);
            }
            if (e instanceof PessimisticLockingFailureException) {
                LOG.debug("The module {} takes its shards again", module, e);
                return new Outcome(Step.AGAIN, shards);
            }
            throw e;
        }
    }

    private void committed() {
        if (claim != null) {
            claim.committed();
            if (!claim.ends().isEmpty()) {
                handling.news().spread();
            }
            if (!claim.handledTypes().isEmpty()) {
                breaker.succeeded();
                handling.meters().handled(module, claim.handledTypes());
                handling.work().handled(module, claim.handledIn());
            }
        }
    }

    private Outcome lockAndHandle(List<ShardProgress> shards, TransactionStatus status) {
        if (subscription.oneWriter() && !log.cursors().lockModule(module)) {
            return Outcome.NOTHING;
        }
        Map<Integer, Cursor> cursors = log.cursors()
                .lock(module, shards.stream().map(ShardProgress::shard).collect(Collectors.toSet()));
        if (cursors.isEmpty()) {
            return Outcome.NOTHING;
        }
        if (cursors.values().stream().anyMatch(cursor -> cursor.generation() != registration.generation())) {
            return new Outcome(Step.OUTDATED, Set.of());
        }
        Claim ours = Claim.of(shards, cursors, waiting(shards, cursors), status);
        claim = ours;
        return ours.held().stream()
                .filter(Held::takesParked)
                .findFirst()
                .map(held -> handleParked(held, ours))
                .orElseGet(() -> handleLog(ours));
    }

    private Map<Integer, Waiting> waiting(List<ShardProgress> shards, Map<Integer, Cursor> cursors) {
        Set<Integer> unknown = Claim.notKnownToBeQuiet(shards, cursors);
        return unknown.isEmpty() ? Map.of() : log.parkedEvents().waiting(module, unknown);
    }

    private Outcome handleLog(Claim ours) {
        List<Section> sections =
                ours.sections(Math.min(permitted, handling.properties().batchEventsOf(subscription)));
        List<LoggedEvent> events = log.outbox().read(sections, batchBytes());
        if (events.isEmpty()) {
            Optional<Held> due = ours.held().stream().filter(Held::hasDue).findFirst();
            return due.map(held -> handleParked(held, ours)).orElse(Outcome.NOTHING);
        }
        ours.take(events, sections, batchBytes());
        log.cursors().move(module, ours.ends(), ours.token());
        handle.fromLog(events, ours, permitted);
        if (!ours.reached().equals(ours.ends())) {
            log.cursors().move(module, ours.reached(), ours.token());
        }
        return new Outcome(Step.DONE, ours.unfinished());
    }

    private long batchBytes() {
        return handling.properties().batchSize().toBytes();
    }

    private Outcome handleParked(Held held, Claim ours) {
        long position = Objects.requireNonNull(held.waiting().due());
        ours.takeNothing(held);
        log.cursors().move(module, ours.ends(), ours.token());
        Parked parked = log.parkedEvents().get(module, held.shard(), position);
        log.parkedEvents().remove(module, parked.logged());
        handling.meters().retried(module, parked.logged().event().type());
        handle.parked(parked, ours);
        return new Outcome(Step.DONE, ours.shards());
    }

    private Outcome afterFailure(EventFailed failure, List<ShardProgress> shards) {
        if (failure.isTheTransactions() || failure.isOfSeveral()) {
            return takeOneByOne(shards);
        }
        ShardProgress shard = shards.stream()
                .filter(each -> each.shard() == failure.shard())
                .findFirst()
                .orElseThrow();
        if (!failure.failedFirst()) {
            shard.limit().suspect(failure.logged().position());
            return new Outcome(Step.DONE, shards);
        }
        try {
            // Where it is not recorded, somebody else has the shard, or had it meanwhile.
            boolean recorded = recordFailure.record(failure);
            return new Outcome(
                    Step.DONE,
                    shards.stream()
                            .filter(each -> recorded || each.shard() != shard.shard())
                            .toList());
        } catch (PessimisticLockingFailureException e) {
            LOG.debug("The module {} could not record a failure in shard {}", module, shard.shard(), e);
            shard.leaveUnrecorded(failure);
            return new Outcome(Step.AGAIN, shards);
        }
    }

    private Outcome takeOneByOne(List<ShardProgress> shards) {
        takeOneByOne();
        return new Outcome(Step.AGAIN, shards);
    }
}

package dev.orderly.messaging;

import dev.orderly.messaging.ParkedEvents.Parked;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of a step to the module, and vouches for the transaction in which it handled them. Used by one thread
 * at a time.
 */
class HandleEvents {

    private static final Logger LOG = LoggerFactory.getLogger(HandleEvents.class);
    private static final Duration HOLD_AGAIN_AFTER = Duration.ofMinutes(1);

    private final Registration registration;
    private final Subscription subscription;
    private final EventLog log;
    private final Handling handling;
    private final DeliverEvent deliver;

    private long holdAgainAt = System.nanoTime();
    private int handled;
    /** What failed, as a rollback that fails too hides it. */
    private @Nullable EventFailed failed;

    HandleEvents(Registration registration, EventLog log, Handling handling) {
        this.registration = registration;
        this.subscription = registration.subscription();
        this.log = log;
        this.handling = handling;
        this.deliver = new DeliverEvent(subscription, handling);
    }

    /** A step begins. */
    void begin() {
        handled = 0;
        failed = null;
    }

    /** How many events the step has handed to the module. */
    int handled() {
        return handled;
    }

    @Nullable EventFailed failed() {
        return failed;
    }

    void whenLeftBehind(Consumer<EventFailed> tell) {
        deliver.whenLeftBehind(tell);
    }

    boolean isLeftBehind() {
        return deliver.isLeftBehind();
    }

    /**
     * Handles events of the log, until no more are permitted or it takes too long. Those behind a parked one of their key
     * are parked too.
     *
     * @throws EventFailed where a handler fails
     * @throws TransactionLost where what was done cannot be committed, through no event's fault
     */
    void fromLog(List<LoggedEvent> events, Claim ours, int permitted) {
        StepConnection statements = begin(events.size() > 1 && System.nanoTime() - holdAgainAt > 0);
        long deadline = System.nanoTime() + handling.properties().batchTime().toNanos();
        Set<String> blocked = blocked(events, ours);
        List<LoggedEvent> together = new ArrayList<>();
        boolean first = false;
        for (LoggedEvent logged : events) {
            StoredEvent event = logged.event();
            boolean wanted = registration.wants(logged);
            if (wanted && blocked.contains(event.key())) {
                ours.touch();
                log.parkedEvents().insertFollower(subscription.module(), logged);
                handling.meters().parkedBehindAnother(subscription.module(), event.type());
            } else if (wanted && subscription.takesBatches()) {
                first = together.isEmpty() && ours.beginsWith(logged);
                together.add(logged);
            } else if (wanted) {
                handle(List.of(logged), null, ours.beginsWith(logged), ours, statements);
            }
            ours.passed(logged);
            if (handled + together.size() >= permitted || System.nanoTime() > deadline) {
                break;
            }
        }
        if (!together.isEmpty()) {
            handle(together, null, first, ours, statements);
        }
        end(statements);
        requireStillOurs(ours, statements);
    }

    /** Handles a parked event again; throws what {@link #fromLog} does. */
    void parked(Parked parked, Claim ours) {
        StepConnection statements = begin(false);
        handle(List.of(parked.logged()), parked, true, ours, statements);
        end(statements);
        requireStillOurs(ours, statements);
    }

    private StepConnection begin(boolean hold) {
        StepConnection statements = StepConnection.of(deliver.connection());
        statements.begin(hold);
        return statements;
    }

    private void end(StepConnection statements) {
        try {
            statements.end();
        } catch (SQLException refused) {
            throw insertsRefused(refused);
        }
    }

    private Set<String> blocked(List<LoggedEvent> events, Claim ours) {
        if (ours.held().stream().noneMatch(held -> held.waiting().any())) {
            return Set.of();
        }
        return log.parkedEvents()
                .blocked(
                        subscription.module(),
                        events.stream().map(logged -> logged.event().key()).collect(Collectors.toSet()));
    }

    private void handle(
            List<LoggedEvent> events, @Nullable Parked parked, boolean first, Claim ours, StepConnection statements) {
        handled += events.size();
        ours.touch();
        statements.nextEvent();
        try {
            deliver.deliver(events, parked, first, ours.session());
            if (ours.isDoomed()) {
                requireStillOurs(ours, statements);
                throw deliver.caughtWhatItShouldNot();
            }
        } catch (EventFailed thrown) {
            if (statements.isLost() && !thrown.timedOut()) {
                throw insertsRefused(thrown);
            }
            failed = thrown;
            throw thrown;
        }
        if (statements.isLost()) {
            throw insertsRefused(null);
        }
        events.forEach(logged -> ours.handled(logged.event()));
    }

    private TransactionLost insertsRefused(@Nullable Exception why) {
        LOG.debug("The module {} takes its events again, and holds no inserts", subscription.module(), why);
        holdAgainAt = System.nanoTime() + HOLD_AGAIN_AFTER.toNanos();
        return new TransactionLost(false);
    }

    /** A deadlock rolls back everything, the locks of the cursors included, even where a handler catches the exception. */
    private void requireStillOurs(Claim ours, StepConnection statements) {
        if (!statements.isUnharmed() && !log.cursors().carries(subscription.module(), ours.witness(), ours.token())) {
            throw new TransactionLost(true);
        }
    }

    /** Nothing of the step can be committed. */
    static final class TransactionLost extends RuntimeException {

        private final boolean byTheDatabase;

        TransactionLost(boolean byTheDatabase) {
            super(null, null, false, false);
            this.byTheDatabase = byTheDatabase;
        }

        /** Did the database roll it back while handlers went on? Else inserts were held and then refused. */
        boolean byTheDatabase() {
            return byTheDatabase;
        }
    }
}

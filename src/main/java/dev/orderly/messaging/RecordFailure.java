package dev.orderly.messaging;

import dev.orderly.messaging.Cursors.Cursor;
import dev.orderly.messaging.ParkedEvents.Parked;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parks an event that a module could not handle, or counts another attempt at one that is parked. */
class RecordFailure {

    private static final Logger LOG = LoggerFactory.getLogger(RecordFailure.class);

    private final String module;
    private final long generation;
    private final EventLog log;
    private final RetryPolicies policies;
    private final EventMeters meters;
    private final News news;
    private final Breaker breaker;

    RecordFailure(Registration registration, EventLog log, Handling handling, Breaker breaker) {
        this.module = registration.subscription().module();
        this.generation = registration.generation();
        this.log = log;
        this.policies = handling.policies();
        this.meters = handling.meters();
        this.news = handling.news();
        this.breaker = breaker;
    }

    /** False where somebody else has the shard, or had it meanwhile. */
    boolean record(EventFailed failed) {
        String type = failed.logged().event().type();
        Parked parked = failed.parked();
        int attempts = parked == null ? 1 : parked.attempts() + 1;
        Failure failure = new Failure(
                failed.failure(),
                failed.begun(),
                failed.took(),
                policies.delay(module, type, failed.failure(), attempts));
        boolean recorded = Objects.requireNonNull(log.transaction()
                .execute(status -> lock(failed)
                        .map(cursor -> parked == null
                                ? park(cursor, failed.logged(), failure)
                                : log.parkedEvents().failedAgain(module, parked, failure))
                        .orElse(false)));
        if (recorded) {
            tell(failed, failure, attempts);
        }
        return recorded;
    }

    /** A session that was cut off may take a moment to let go of the cursor. */
    private Optional<Cursor> lock(EventFailed failed) {
        return failed.timedOut()
                ? log.cursors().await(module, failed.shard())
                : log.cursors().lock(module, failed.shard());
    }

    private boolean park(Cursor cursor, LoggedEvent logged, Failure failure) {
        if (cursor.generation() != generation || cursor.position() != logged.position() - 1) {
            return false;
        }
        log.cursors().move(module, logged.event().shard(), logged.position(), 0);
        log.parkedEvents().insert(module, logged, failure);
        return true;
    }

    private void tell(EventFailed failed, Failure failure, int attempts) {
        StoredEvent event = failed.logged().event();
        boolean again = failed.parked() != null;
        breaker.failed(event.key(), failure, again);
        meters.failed(module, event.type(), again, failure.isFinal());
        news.spread();
        if (failure.isFinal()) {
            LOG.warn(
                    "{}: {} has given up on {} after attempt {}, and later events of this key wait; see GET /api/messaging/dead-letters/{}/{}, then replay, edit or skip it. {}: {}",
                    event.key(),
                    module,
                    event.type(),
                    attempts,
                    module,
                    event.eventId(),
                    failure.errorClass(),
                    failure.errorMessage());
        } else if (!again) {
            LOG.warn(
                    "{}: {} failed to handle {} and will try again; later events of this key wait for it",
                    event.key(),
                    module,
                    event.type(),
                    failure.cause());
        }
    }
}

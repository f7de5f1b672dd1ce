package dev.orderly.messaging;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The id below which no event can still become visible, so that the relay need not search there: old open transactions
 * keep purged index entries alive, and a search from the beginning would grow from 1 ms to 260 ms.
 *
 * <p>An id that has committed was given out before; so were all below it. Once the longest time that a publisher may
 * take has passed since then, and nothing visible waits, all of them are in line or were rolled back.
 */
class RelayFloor {

    private static final Logger LOG = LoggerFactory.getLogger(RelayFloor.class);
    private static final Duration SILENT_SESSION_LIVES = Duration.ofSeconds(45);
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final long NONE = -1;

    private final Outbox outbox;
    private final long publishersEnd;

    private volatile long value;
    private long candidate = NONE;
    private long candidateSince;
    private long swept = System.nanoTime();

    RelayFloor(Outbox outbox, Duration longestPublish) {
        this.outbox = outbox;
        this.publishersEnd =
                longestPublish.plus(SILENT_SESSION_LIVES).plus(MARGIN).toNanos();
    }

    long value() {
        return value;
    }

    /** To be called when everything that a search from the floor upwards found has been put in line. */
    void caughtUp() {
        long now = System.nanoTime();
        if (candidate != NONE && now - candidateSince > publishersEnd) {
            value = candidate;
            candidate = NONE;
        } else if (candidate == NONE) {
            candidate = outbox.highestId();
            candidateSince = now;
        }
        if (now - swept > SWEEP.toNanos()) {
            swept = now;
            sweep();
        }
    }

    private void sweep() {
        long stragglers = outbox.stragglers(value);
        if (stragglers > 0) {
            LOG.error(
                    "{} events became visible later than orderly.messaging.longest-publish allows; they are put in line now, perhaps behind later events of their key",
                    stragglers);
            value = 0;
        }
    }
}

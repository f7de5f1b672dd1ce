package dev.orderly.messaging;

import dev.orderly.messaging.RateCaps.Used;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives out permits so fast and no faster, over all instances and by the database's clock: each permit moves the time in
 * the cap's row on by what belongs to it, and there are none while that time is too far in the future. The row is locked
 * for a moment only, and nobody waits here: who gets none rests, with nothing in hand.
 */
class RateCap implements Cap {

    private static final Logger LOG = LoggerFactory.getLogger(RateCap.class);

    private final String name;
    private final Rate rate;
    private final RateCaps caps;
    private final TransactionOperations transaction;
    private final Timer waits;
    private volatile long restUntil = System.nanoTime();

    RateCap(String name, Rate rate, RateCaps caps, TransactionOperations transaction, Timer waits) {
        this.name = name;
        this.rate = rate;
        this.caps = caps;
        this.transaction = transaction;
        this.waits = waits;
    }

    @Override
    public int take(int atMost) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("Permits are taken before a transaction and never in one");
        }
        if (atMost <= 0 || rest().isPositive()) {
            return 0;
        }
        return Objects.requireNonNull(transaction.execute(status -> takeFrom(lock(), atMost)));
    }

    private Used lock() {
        return caps.lock(name).orElseGet(() -> {
            caps.insert(name);
            return caps.lock(name).orElseThrow();
        });
    }

    private int takeFrom(Used used, int atMost) {
        Instant from = used.until().isAfter(used.now()) ? used.until() : used.now();
        Duration each = rate.each();
        Instant limit = used.now().plus(each.multipliedBy(rate.burst()));
        long free = Duration.between(from, limit).dividedBy(each);
        if (free <= 0) {
            // Not for a single one, which would cost a transaction each.
            int worthIt = (rate.burst() + 1) / 2;
            rest(Duration.between(limit, from.plus(each.multipliedBy(worthIt))));
            return 0;
        }
        int taken = (int) Math.min(atMost, free);
        caps.use(name, from.plus(each.multipliedBy(taken)));
        return taken;
    }

    private void rest(Duration time) {
        restUntil = System.nanoTime() + time.toNanos();
        waits.record(time);
    }

    @Override
    public void giveBack(int unused) {
        if (unused <= 0) {
            return;
        }
        try {
            caps.giveBack(name, rate.each().multipliedBy(unused));
            restUntil = System.nanoTime();
        } catch (DataAccessException databaseIsAway) {
            LOG.debug("{} permits of {} are lost", unused, name, databaseIsAway);
        }
    }

    @Override
    public Duration rest() {
        return Duration.ofNanos(Math.max(0, restUntil - System.nanoTime()));
    }
}

package dev.orderly.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Deletes events that are past the retention and that every module has handled, in small transactions: each holds few
 * rows, none of which a publisher touches. After each it rests as long as that one took, so that publishers have at least
 * half of the database.
 */
class CleanLog implements Job.Work {

    private static final int AT_MOST = 500;
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final EventLog log;
    private final @Nullable Duration retention;
    private final Counter cleaned;

    /** Up to where each shard was cleaned by this process, so that nobody walks over deleted rows again. */
    private final long[] cleanedUpTo;

    /** The shard that the next run is for: one each, so that no run, with its rest, outlasts the job's lock. */
    private int next;

    /** Whether a shard of this round has more to clean. */
    private boolean more;

    CleanLog(EventLog log, int shards, Retention retention, MeterRegistry meters) {
        this.log = log;
        this.retention = retention.atMost();
        this.cleanedUpTo = new long[shards];
        this.cleaned = Counter.builder("orderly.messaging.cleaned")
                .description("Events deleted after the retention")
                .baseUnit("events")
                .register(meters);
    }

    @Override
    public boolean run() {
        if (retention == null) {
            return false;
        }
        int shard = next;
        next = (shard + 1) % cleanedUpTo.length;
        more |= clean(shard, retention) == AT_MOST;
        return next != 0 || endRound();
    }

    private boolean endRound() {
        boolean another = more;
        more = false;
        return another;
    }

    private int clean(int shard, Duration age) {
        long from = cleanedUpTo[shard];
        if (log.outbox().lastOlderThan(age, shard, from, 1) == 0) {
            return 0;
        }
        long begun = System.nanoTime();
        Cleaned done = Objects.requireNonNull(log.transaction().execute(status -> deleteAfter(from, shard, age)));
        cleanedUpTo[shard] = done.upTo();
        LockSupport.parkNanos(Math.min(System.nanoTime() - begun, LONGEST_REST.toNanos()));
        cleaned.increment(done.events());
        return done.events();
    }

    private Cleaned deleteAfter(long from, int shard, Duration age) {
        log.cursors().lockGuard();
        long old = log.outbox().lastOlderThan(age, shard, from, AT_MOST);
        long handled = log.cursors().slowest(shard).orElse(old);
        long last = Math.min(old, handled);
        return last <= from ? new Cleaned(0, from) : new Cleaned(log.outbox().delete(shard, from, last), last);
    }

    private record Cleaned(int events, long upTo) {}
}

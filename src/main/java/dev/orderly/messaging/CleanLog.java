package dev.orderly.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Deletes events that are past the retention and that every module has handled, in small transactions. */
class CleanLog implements Job.Work {

    private static final int AT_MOST = 1_000;

    private final EventLog log;
    private final int shards;
    private final @Nullable Duration retention;

    CleanLog(EventLog log, int shards, Retention retention) {
        this.log = log;
        this.shards = shards;
        this.retention = retention.atMost();
    }

    @Override
    public boolean run() {
        if (retention == null) {
            return false;
        }
        boolean more = false;
        for (int shard = 0; shard < shards; shard++) {
            more |= clean(shard, retention) == AT_MOST;
        }
        return more;
    }

    private int clean(int shard, Duration age) {
        Integer deleted = log.transaction().execute(status -> {
            log.cursors().lockGuard();
            long old = log.outbox().lastOlderThan(age, shard, AT_MOST);
            long handled = log.cursors().slowest(shard).orElse(old);
            long last = Math.min(old, handled);
            return last == 0 ? 0 : log.outbox().deleteUpTo(shard, last);
        });
        return deleted == null ? 0 : deleted;
    }
}

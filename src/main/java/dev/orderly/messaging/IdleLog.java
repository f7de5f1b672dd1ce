package dev.orderly.messaging;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The log of a database on which no instance runs, for commands that need it so. */
public class IdleLog {

    private final EventLog log;
    private final ShardRows rows;
    private final Sites sites;
    private final InstallationLock lock;

    IdleLog(EventLog log, ShardRows rows, Sites sites, InstallationLock lock) {
        this.log = log;
        this.rows = rows;
        this.sites = sites;
        this.lock = lock;
    }

    /**
     * Keeps everybody else out: whoever starts from here on waits until this session ends.
     *
     * @throws CommandRefused where somebody is at work, or nobody ever was
     */
    public void claim() {
        if (!rows.isInstalled()) {
            throw new CommandRefused(
                    "The database has no log yet, or one of an older version. Start an instance of this version once.");
        }
        if (!lock.take(0)) {
            throw new CommandRefused("An instance is starting right now. Stop every instance first.");
        }
        List<String> others = rows.otherSessions();
        if (!others.isEmpty()) {
            throw new CommandRefused(
                    "Others are connected to the database: %s. Stop every instance, and close whatever else it is."
                            .formatted(others.stream().distinct().collect(Collectors.joining(", "))));
        }
    }

    public Site site() {
        return sites.own().orElseThrow();
    }

    /** Runs the work in one transaction. */
    public <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(log.transaction().execute(status -> work.get()));
    }

    /** Begins a new epoch of the log in the current transaction; the head of each shard, up to which the old one holds. */
    public Map<Integer, Long> newEpoch() {
        Map<Integer, Long> heads = log.outbox().lockSequence();
        sites.beginEpoch();
        return heads;
    }
}

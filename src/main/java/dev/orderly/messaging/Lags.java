package dev.orderly.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All SQL of how far behind the modules are. What it costs does not grow with the backlog: behind is a subtraction of
 * positions, and what has none is counted along an index and only so far.
 */
class Lags {

    /**
     * One module's place in one shard.
     *
     * @param waitingSince when the next event was published, or null where there is none
     * @param inLineSince when it was put in line
     */
    record ShardLag(
            String module,
            int shard,
            long position,
            long head,
            @Nullable Instant waitingSince,
            @Nullable Instant inLineSince) {

        long events() {
            return head - position;
        }
    }

    /** Events that are committed and not yet in line, with the database's time. */
    record Unnumbered(Instant now, long events, @Nullable Instant since) {

        /** How long the oldest of them has waited. */
        Duration age() {
            return since == null || since.isAfter(now) ? Duration.ZERO : Duration.between(since, now);
        }
    }

    /** A module's parked events, in one shard. */
    record ParkedIn(String module, int shard) {}

    static final int COUNT_AT_MOST = 100_000;

    private final JdbcClient jdbc;
    private final int parkedAtMost;

    Lags(JdbcClient jdbc) {
        this(jdbc, COUNT_AT_MOST);
    }

    Lags(JdbcClient jdbc, int parkedAtMost) {
        this.jdbc = jdbc;
        this.parkedAtMost = parkedAtMost;
    }

    List<ShardLag> shards() {
        return jdbc.sql("""
                        SELECT c.module, c.shard, c.position, s.last_position AS head, next.created_at AS waiting_since,
                               next.processed_at AS in_line_since
                        FROM consumer_cursor c
                        JOIN outbox_sequence s ON s.shard = c.shard
                        LEFT JOIN outbox next FORCE INDEX (outbox_log)
                          ON next.shard = c.shard AND next.position = c.position + 1
                        ORDER BY c.module, c.shard""")
                .query((row, n) -> new ShardLag(
                        row.getString("module"),
                        row.getInt("shard"),
                        row.getLong("position"),
                        row.getLong("head"),
                        DatabaseTime.readOrNull(row, "waiting_since"),
                        DatabaseTime.readOrNull(row, "in_line_since")))
                .list();
    }

    /** What waits for a position above the relay's floor; counts no further than {@value #COUNT_AT_MOST}. */
    Unnumbered unnumbered(long floor) {
        return jdbc.sql("""
                        SELECT UTC_TIMESTAMP(6) AS now,
                               (SELECT COUNT(*)
                                FROM (SELECT id FROM outbox FORCE INDEX (outbox_unprocessed)
                                      WHERE processed_at IS NULL AND id > :floor LIMIT %d) AS waiting) AS events,
                               (SELECT created_at FROM outbox FORCE INDEX (outbox_unprocessed)
                                WHERE processed_at IS NULL AND id > :floor ORDER BY id LIMIT 1) AS since""".formatted(COUNT_AT_MOST))
                .param("floor", floor)
                .query((row, n) -> new Unnumbered(
                        DatabaseTime.read(row, "now"), row.getLong("events"), DatabaseTime.readOrNull(row, "since")))
                .single();
    }

    /**
     * How many events of these modules are parked, in one question for all; counts no further than
     * {@value #COUNT_AT_MOST} for each, so that one with very many does not hide the others.
     */
    Map<ParkedIn, Long> parked(Collection<String> modules) {
        Map<ParkedIn, Long> parked = new HashMap<>();
        if (modules.isEmpty()) {
            return parked;
        }
        String some =
                modules.stream().map(module -> """
                        (SELECT module, shard FROM parked_event FORCE INDEX (parked_event_key)
                         WHERE module = ? LIMIT %d)""".formatted(parkedAtMost)).collect(Collectors.joining(" UNION ALL "));
        jdbc.sql("SELECT module, shard, COUNT(*) AS events FROM (%s) AS some GROUP BY module, shard".formatted(some))
                .params(List.copyOf(modules))
                .query(row -> {
                    parked.put(new ParkedIn(row.getString("module"), row.getInt("shard")), row.getLong("events"));
                });
        return parked;
    }

    /** Since when each module's oldest parked event waits to be handled. */
    Map<String, Instant> parkedSince() {
        Map<String, Instant> since = new HashMap<>();
        jdbc.sql("""
                        SELECT p.module, MIN(p.created_at) AS since
                        FROM (SELECT module, shard, MIN(position) AS position
                              FROM parked_event FORCE INDEX (PRIMARY) GROUP BY module, shard) AS earliest
                        JOIN parked_event p ON p.module = earliest.module AND p.shard = earliest.shard
                          AND p.position = earliest.position
                        GROUP BY p.module""").query(row -> {
            since.put(row.getString("module"), DatabaseTime.read(row, "since"));
        });
        return since;
    }
}

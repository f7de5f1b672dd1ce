package dev.orderly.chaos;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What was committed by a moment, and whether every module has handled it. */
final class Backlog {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CURSORS = """
            SELECT c.module, c.shard, c.position, s.last_position
            FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard WHERE c.position < s.last_position""";

    private final Tables tables;
    private final long lastId;

    private Backlog(Tables tables, long lastId) {
        this.tables = tables;
        this.lastId = lastId;
    }

    static Backlog of(Tables tables) throws SQLException {
        return new Backlog(tables, tables.number("SELECT COALESCE(MAX(id), 0) FROM outbox"));
    }

    /** Waits until all of it is in line. */
    void awaitInLine(Duration patience) {
        await("events in line").atMost(patience).until(() -> notInLine() == 0);
    }

    /** Waits until every module has handled it, for as long as that goes forward. */
    void awaitHandled() throws SQLException, InterruptedException {
        long lastProgress = System.nanoTime();
        long left = notInLine() + notHandled();
        while (left > 0) {
            if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new AssertionError("%d events are not handled, and nothing happens for %s: %s"
                        .formatted(left, PATIENCE, tables.rows(CURSORS)));
            }
            TimeUnit.MILLISECONDS.sleep(100);
            long now = notInLine() + notHandled();
            lastProgress = now < left ? System.nanoTime() : lastProgress;
            left = now;
        }
    }

    private long notInLine() throws SQLException {
        return tables.number("SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL AND id <= " + lastId);
    }

    private long notHandled() throws SQLException {
        return tables.number("""
                SELECT COALESCE(SUM(GREATEST(0, goal.position - c.position)), 0)
                FROM consumer_cursor c
                JOIN (SELECT shard, MAX(position) AS position FROM outbox WHERE id <= %d GROUP BY shard) AS goal
                    ON goal.shard = c.shard
                WHERE goal.position IS NOT NULL""".formatted(lastId));
    }
}

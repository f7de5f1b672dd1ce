package dev.orderly.chaos;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;

/** What was committed by a moment, and whether every module has handled it. */
final class Backlog {

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

    /** Waits until every module has handled it. */
    void awaitHandled(Duration patience) {
        await("a drained backlog").atMost(patience).until(() -> notInLine() == 0 && notHandled() == 0);
    }

    private long notInLine() throws SQLException {
        return tables.number("SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL AND id <= " + lastId);
    }

    private long notHandled() throws SQLException {
        return tables.number("""
                SELECT COUNT(*) FROM consumer_cursor c
                WHERE c.position < (SELECT COALESCE(MAX(o.position), 0) FROM outbox o
                                    WHERE o.shard = c.shard AND o.id <= %d)""".formatted(lastId));
    }
}

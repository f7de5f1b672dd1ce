package dev.orderly.chaos;

import dev.orderly.chaos.Finding.Kind;
import dev.orderly.chaos.Tables.Row;
import java.sql.SQLException;
import java.util.List;

/** The log has neither gaps nor repeats, and every module has handled all of it. */
final class LogRules {

    private final Tables tables;
    private final List<Finding> findings;

    LogRules(Tables tables, List<Finding> findings) {
        this.tables = tables;
        this.findings = findings;
    }

    void check() throws SQLException {
        find(Kind.LOST, "an event is not in line", """
                SELECT id, event_key, event_type FROM outbox WHERE position IS NULL OR processed_at IS NULL""");
        find(Kind.WRONG, "a shard's positions have gaps", """
                SELECT s.shard, s.last_position, COUNT(o.position) AS events, MAX(o.position) AS last
                FROM outbox_sequence s LEFT JOIN outbox o ON o.shard = s.shard
                GROUP BY s.shard, s.last_position
                HAVING COUNT(o.position) <> s.last_position OR COALESCE(MAX(o.position), 0) <> s.last_position""");
        find(Kind.DOUBLED, "an event is in the log twice", """
                SELECT event_id, COUNT(*) AS events FROM outbox GROUP BY event_id HAVING COUNT(*) > 1""");
        find(Kind.LOST, "a module has not handled a shard to its end", """
                SELECT c.module, c.shard, c.position, s.last_position
                FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                WHERE c.position <> s.last_position""");
        find(Kind.LOST, "an event is parked", """
                SELECT module, event_key, event_type, attempts, error_class, error_message FROM parked_event""");
    }

    private void find(Kind kind, String sentence, String sql) throws SQLException {
        for (Row row : tables.rows(sql)) {
            findings.add(new Finding(kind, "the log", sentence, row.toString()));
        }
    }
}

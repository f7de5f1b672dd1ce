package dev.orderly.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of the events that wait for their time. */
class DelayedEvents {

    private final JdbcClient jdbc;

    DelayedEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(StoredEvent event, Duration delay) {
        Map<String, @Nullable Object> values = new HashMap<>(event.parameters());
        values.put("micros", delay.toNanos() / 1000);
        int rows = jdbc.sql("""
                        INSERT INTO delayed_event (%s, due_at)
                        VALUES (%s, UTC_TIMESTAMP(6) + INTERVAL :micros MICROSECOND)""".formatted(StoredEvent.COLUMNS, StoredEvent.PLACEHOLDERS))
                .params(values)
                .update();
        Rows.require(1, rows);
    }

    boolean anyDue() {
        return jdbc.sql("""
                        SELECT id FROM delayed_event FORCE INDEX (delayed_event_due)
                        WHERE due_at <= UTC_TIMESTAMP(6) ORDER BY due_at, id LIMIT 1""").query(Long.class).optional().isPresent();
    }

    /** Locks some events that are due, the longest overdue first. */
    List<Long> lockDue(int atMost) {
        return jdbc.sql("""
                        SELECT id FROM delayed_event FORCE INDEX (delayed_event_due)
                        WHERE due_at <= UTC_TIMESTAMP(6)
                        ORDER BY due_at, id LIMIT :atMost FOR UPDATE SKIP LOCKED""")
                .param("atMost", atMost)
                .query((row, n) -> row.getLong("id"))
                .list();
    }

    /** Moves locked events into the outbox. */
    void moveToOutbox(List<Long> ids) {
        int inserted = jdbc.sql("""
                        INSERT INTO outbox (%s, created_at)
                        SELECT %s, UTC_TIMESTAMP(6) FROM delayed_event WHERE id IN (:ids) ORDER BY due_at, id""".formatted(StoredEvent.COLUMNS, StoredEvent.COLUMNS))
                .param("ids", ids)
                .update();
        Rows.require(ids.size(), inserted);
        int deleted = jdbc.sql("DELETE FROM delayed_event WHERE id IN (:ids)")
                .param("ids", ids)
                .update();
        Rows.require(ids.size(), deleted);
    }
}

package dev.orderly.messaging;

import com.google.common.base.Throwables;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of the events that wait for a module to be able to handle them. Whoever calls holds the shard's cursor. */
class ParkedEvents {

    /** The earliest parked event of a key, which the later ones wait behind. Computed, never stored. */
    record Head(String key, long position, boolean due) {}

    /** A parked event and how often it was tried. */
    record Parked(LoggedEvent logged, int attempts) {}

    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_STACK = 60_000;

    private final JdbcClient jdbc;

    ParkedEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Head> heads(String module, int shard) {
        return jdbc.sql("""
                        SELECT p.event_key, p.position, p.next_attempt_at <= UTC_TIMESTAMP(6) AS due
                        FROM parked_event p FORCE INDEX (PRIMARY)
                        WHERE p.module = :module AND p.shard = :shard
                          AND NOT EXISTS (SELECT 1 FROM parked_event earlier
                                          WHERE earlier.module = p.module AND earlier.event_key = p.event_key
                                            AND earlier.position < p.position)""")
                .param("module", module)
                .param("shard", shard)
                .query((row, n) -> new Head(row.getString("event_key"), row.getLong("position"), row.getBoolean("due")))
                .list();
    }

    Parked get(String module, int shard, long position) {
        return jdbc.sql("""
                        SELECT position, attempts, %s FROM parked_event
                        WHERE module = :module AND shard = :shard AND position = :position""".formatted(StoredEvent.COLUMNS))
                .param("module", module)
                .param("shard", shard)
                .param("position", position)
                .query((row, n) -> new Parked(
                        new LoggedEvent(row.getLong("position"), StoredEvent.read(row)), row.getInt("attempts")))
                .single();
    }

    /** Parks an event: a failed one with its cause until its delay is over, a follower without. */
    void insert(String module, LoggedEvent logged, @Nullable Throwable cause, Duration delay) {
        Map<String, @Nullable Object> values = new HashMap<>(logged.event().parameters());
        values.putAll(failure(cause, delay));
        values.put("module", module);
        values.put("position", logged.position());
        values.put("attempts", cause == null ? 0 : 1);
        int rows = jdbc.sql("""
                        INSERT INTO parked_event (module, position, %s, created_at, parked_at, attempts,
                                                  next_attempt_at, error_class, error_message, error_stack)
                        SELECT :module, :position, %s, created_at, UTC_TIMESTAMP(6), :attempts,
                               UTC_TIMESTAMP(6) + INTERVAL :micros MICROSECOND, :errorClass, :errorMessage, :errorStack
                        FROM outbox WHERE shard = :shard AND position = :position""".formatted(StoredEvent.COLUMNS, StoredEvent.PLACEHOLDERS))
                .params(values)
                .update();
        Outbox.requireRows(1, rows);
    }

    /** Records that another attempt has failed; false where the event is no longer as it was when tried. */
    boolean failedAgain(String module, Parked parked, Throwable cause, Duration delay) {
        Map<String, @Nullable Object> values = failure(cause, delay);
        values.put("module", module);
        values.put("shard", parked.logged().event().shard());
        values.put("position", parked.logged().position());
        values.put("attempts", parked.attempts());
        return jdbc.sql("""
                        UPDATE parked_event
                        SET attempts = attempts + 1, next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL :micros MICROSECOND,
                            error_class = :errorClass, error_message = :errorMessage, error_stack = :errorStack
                        WHERE module = :module AND shard = :shard AND position = :position AND attempts = :attempts""").params(values).update() == 1;
    }

    void delete(String module, LoggedEvent logged) {
        int rows = jdbc.sql("""
                        DELETE FROM parked_event
                        WHERE module = :module AND shard = :shard AND position = :position""")
                .param("module", module)
                .param("shard", logged.event().shard())
                .param("position", logged.position())
                .update();
        Outbox.requireRows(1, rows);
    }

    /** Deletes a module's parked events after the position, as the log is about to be handled again from there. */
    void deleteAfter(String module, int shard, long position) {
        jdbc.sql("""
                        DELETE FROM parked_event
                        WHERE module = :module AND shard = :shard AND position > :position""")
                .param("module", module)
                .param("shard", shard)
                .param("position", position)
                .update();
    }

    private static Map<String, @Nullable Object> failure(@Nullable Throwable cause, Duration delay) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("micros", delay.toNanos() / 1000);
        values.put("errorClass", cause == null ? null : cut(cause.getClass().getName(), 255));
        values.put("errorMessage", cause == null ? null : cut(String.valueOf(cause.getMessage()), LONGEST_MESSAGE));
        values.put("errorStack", cause == null ? null : cut(Throwables.getStackTraceAsString(cause), LONGEST_STACK));
        return values;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}

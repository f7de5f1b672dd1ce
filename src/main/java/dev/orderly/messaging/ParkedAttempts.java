package dev.orderly.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of what became of each attempt at a parked event. The attempts go with the event, by foreign key. */
class ParkedAttempts {

    /**
     * One failed attempt.
     *
     * @param number counts from 1 and goes on when the event is replayed
     */
    record Attempt(int number, Instant at, Duration took, String errorClass, String errorMessage) {}

    /** Of more attempts than can be of use, those are kept that tell how it began and how it is now. */
    static final int FIRST_KEPT = 5;

    static final int LATEST_KEPT = 45;

    private final JdbcClient jdbc;

    ParkedAttempts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a failed attempt; the values are those of {@link Failure} and of the event's place. */
    void record(Map<String, @Nullable Object> values) {
        int last = last(values);
        int rows = jdbc.sql("""
                        INSERT INTO parked_attempt (module, shard, position, number, attempted_at, took_micros,
                                                    error_class, error_message)
                        VALUES (:module, :shard, :position, :number,
                                UTC_TIMESTAMP(6) - INTERVAL :sinceMicros MICROSECOND, :tookMicros,
                                :errorClass, :errorMessage)""").params(values).param("number", last + 1).update();
        Rows.require(1, rows);
        if (last >= FIRST_KEPT + LATEST_KEPT) {
            jdbc.sql("""
                            DELETE FROM parked_attempt
                            WHERE module = :module AND shard = :shard AND position = :position
                              AND number > :first AND number <= :old""")
                    .params(values)
                    .param("first", FIRST_KEPT)
                    .param("old", last + 1 - LATEST_KEPT)
                    .update();
        }
    }

    private int last(Map<String, @Nullable Object> values) {
        return jdbc.sql("""
                        SELECT COALESCE(MAX(number), 0) FROM parked_attempt
                        WHERE module = :module AND shard = :shard AND position = :position""").params(values).query(Integer.class).single();
    }

    /** The attempts at an event, the first one first. */
    List<Attempt> of(String module, int shard, long position) {
        return jdbc.sql("""
                        SELECT number, attempted_at, took_micros, error_class, error_message
                        FROM parked_attempt
                        WHERE module = :module AND shard = :shard AND position = :position
                        ORDER BY module, shard, position, number""")
                .param("module", module)
                .param("shard", shard)
                .param("position", position)
                .query((row, n) -> new Attempt(
                        row.getInt("number"),
                        DatabaseTime.read(row, "attempted_at"),
                        Duration.ofNanos(row.getLong("took_micros") * 1000),
                        row.getString("error_class"),
                        row.getString("error_message")))
                .list();
    }
}

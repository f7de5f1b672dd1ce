package dev.orderly.messaging;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * All SQL of the events that wait for a module to be able to handle them. Whoever calls holds the shard's cursor.
 *
 * <p>The earliest parked event of a key is its head, and the only one that may be tried: that is computed whenever an
 * event is taken. When to look at an event is stored: a follower's next attempt is never, until the one before it is
 * gone. So the events that are due are few, however many wait.
 */
class ParkedEvents {

    /** What a step must know of the shard: does anything wait in it, and which event is to be tried now? */
    record Waiting(boolean any, @Nullable Long due) {

        static final Waiting NOTHING = new Waiting(false, null);
    }

    private record Place(String module, int shard, long position) {}

    /** A parked event and how often it was tried since it was parked or replayed. */
    record Parked(LoggedEvent logged, int attempts) {}

    /** The next attempt of an event that nobody is to try: a dead letter, or one that waits behind another. */
    static final String NEVER = "TIMESTAMP'9999-12-31 00:00:00'";

    /** The condition that no earlier event of its key is parked; a subquery that no optimiser turns into a scan. */
    static final String IS_HEAD = """
            p.position = (SELECT earlier.position FROM parked_event earlier FORCE INDEX (parked_event_key)
                          WHERE earlier.module = p.module AND earlier.event_key = p.event_key
                          ORDER BY earlier.module, earlier.event_key, earlier.position LIMIT 1)""";

    private static final String NEXT_ATTEMPT = """
            CASE WHEN :dead THEN %s ELSE UTC_TIMESTAMP(6) + INTERVAL :delayMicros MICROSECOND END""".formatted(NEVER);
    private static final String DEAD_AT = "CASE WHEN :dead THEN UTC_TIMESTAMP(6) END";

    private final JdbcClient jdbc;
    private final ParkedAttempts attempts;

    ParkedEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.attempts = new ParkedAttempts(jdbc);
    }

    /** What waits in each of the shards. */
    Map<Integer, Waiting> waiting(String module, Set<Integer> shards) {
        Map<Integer, Waiting> waiting = new HashMap<>();
        jdbc.sql("""
                        SELECT s.shard,
                               EXISTS (SELECT 1 FROM parked_event any_parked
                                       WHERE any_parked.module = :module AND any_parked.shard = s.shard) AS any_parked,
                               (SELECT p.position FROM parked_event p FORCE INDEX (parked_event_retry)
                                WHERE p.module = :module AND p.shard = s.shard
                                  AND p.next_attempt_at <= UTC_TIMESTAMP(6) AND %s
                                ORDER BY p.next_attempt_at LIMIT 1) AS due
                        FROM outbox_sequence s
                        WHERE s.shard IN (:shards)""".formatted(IS_HEAD))
                .param("module", module)
                .param("shards", shards)
                .query(row -> {
                    waiting.put(
                            row.getInt("shard"),
                            new Waiting(row.getBoolean("any_parked"), row.getObject("due", Long.class)));
                });
        return waiting;
    }

    /** Those of the keys that have parked events, behind which later ones must wait. */
    Set<String> blocked(String module, Set<String> keys) {
        return new HashSet<>(jdbc.sql("""
                        SELECT k.event_key
                        FROM JSON_TABLE(:keys, '$[*]' COLUMNS (event_key VARCHAR(64) PATH '$')) AS k
                        WHERE (SELECT p.position FROM parked_event p FORCE INDEX (parked_event_key)
                               WHERE p.module = :module AND p.event_key = k.event_key
                               LIMIT 1) IS NOT NULL""")
                .param("module", module)
                .param("keys", JsonMapper.shared().writeValueAsString(keys))
                .query(String.class)
                .list());
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

    /** Parks an event of the log that has failed. */
    void insert(String module, LoggedEvent logged, Failure failure) {
        Map<String, @Nullable Object> values = values(module, logged, failure);
        insert(values, 1, NEXT_ATTEMPT, DEAD_AT);
        attempts.record(values);
    }

    /** Parks an event of the log behind an earlier one of its key. */
    void insertFollower(String module, LoggedEvent logged) {
        Map<String, @Nullable Object> values = place(module, logged);
        values.put("errorClass", null);
        values.put("errorMessage", null);
        values.put("errorStack", null);
        insert(values, 0, NEVER, "NULL");
    }

    /**
     * Lets events of the log that a module has not handled wait here, all of some types in a part of a shard, and tells how
     * many there were. Those that wait behind no other are left to be made due.
     */
    int insertUnhandled(String module, int shard, long from, long to, Set<String> types) {
        return jdbc.sql("""
                        INSERT INTO parked_event (module, position, %1$s, created_at, parked_at, attempts,
                                                  next_attempt_at)
                        SELECT :module, position, %1$s, created_at, UTC_TIMESTAMP(6), 0, %2$s
                        FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND position >= :from AND position <= :to
                          AND event_type IN (:types)""".formatted(StoredEvent.COLUMNS, NEVER))
                .param("module", module)
                .param("shard", shard)
                .param("from", from)
                .param("to", to)
                .param("types", types)
                .update();
    }

    private void insert(Map<String, @Nullable Object> values, int tried, String nextAttempt, String deadAt) {
        int rows = jdbc.sql("""
                        INSERT INTO parked_event (module, position, %1$s, created_at, parked_at, attempts,
                                                  next_attempt_at, dead_at, error_class, error_message, error_stack)
                        SELECT :module, position, %1$s, created_at, UTC_TIMESTAMP(6), :attempts,
                               %2$s, %3$s, :errorClass, :errorMessage, :errorStack
                        FROM outbox WHERE shard = :shard AND position = :position""".formatted(StoredEvent.COLUMNS, nextAttempt, deadAt))
                .params(values)
                .param("attempts", tried)
                .update();
        Rows.require(1, rows);
    }

    /** Records that another attempt has failed; false where the event is no longer as it was when tried. */
    boolean failedAgain(String module, Parked parked, Failure failure) {
        Map<String, @Nullable Object> values = values(module, parked.logged(), failure);
        boolean recorded = jdbc.sql("""
                        UPDATE parked_event
                        SET attempts = attempts + 1, next_attempt_at = %s, dead_at = %s,
                            error_class = :errorClass, error_message = :errorMessage, error_stack = :errorStack
                        WHERE module = :module AND shard = :shard AND position = :position
                          AND attempts = :attempts AND dead_at IS NULL""".formatted(NEXT_ATTEMPT, DEAD_AT))
                        .params(values)
                        .param("attempts", parked.attempts())
                        .update()
                == 1;
        if (recorded) {
            attempts.record(values);
        }
        return recorded;
    }

    /** Lets an event go, with its attempts, and has the next of its key tried at once. */
    void remove(String module, LoggedEvent logged) {
        int rows = jdbc.sql("""
                        DELETE FROM parked_event
                        WHERE module = :module AND shard = :shard AND position = :position""").params(place(module, logged)).update();
        Rows.require(1, rows);
        next(module, logged.event().key())
                .ifPresent(position -> makeDue(module, logged.event().shard(), position));
    }

    private Optional<Long> next(String module, String key) {
        return jdbc.sql("""
                        SELECT position FROM parked_event FORCE INDEX (parked_event_key)
                        WHERE module = :module AND event_key = :key
                        ORDER BY position LIMIT 1""")
                .param("module", module)
                .param("key", key)
                .query(Long.class)
                .optional();
    }

    /** Has an event that waits behind no other tried at once; a dead letter stays dead. */
    boolean makeDue(String module, int shard, long position) {
        return jdbc.sql("""
                        UPDATE parked_event SET next_attempt_at = UTC_TIMESTAMP(6)
                        WHERE module = :module AND shard = :shard AND position = :position
                          AND dead_at IS NULL AND next_attempt_at >= %s""".formatted(NEVER))
                        .param("module", module)
                        .param("shard", shard)
                        .param("position", position)
                        .update()
                == 1;
    }

    /** Has those tried that wait behind no other and were left waiting; one statement each, so no lock is held for long. */
    int makeForgottenDue(int atMost) {
        List<Place> forgotten = jdbc.sql("""
                        SELECT p.module, p.shard, p.position
                        FROM (SELECT module, event_key, MIN(position) AS position
                              FROM parked_event FORCE INDEX (parked_event_key) GROUP BY module, event_key) AS head
                        STRAIGHT_JOIN parked_event p FORCE INDEX (parked_event_key)
                          ON p.module = head.module AND p.event_key = head.event_key AND p.position = head.position
                        WHERE p.dead_at IS NULL AND p.next_attempt_at >= %s
                        LIMIT :atMost""".formatted(NEVER))
                .param("atMost", atMost)
                .query(ParkedEvents::placeOf)
                .list();
        return (int) forgotten.stream()
                .filter(place -> makeDue(place.module(), place.shard(), place.position()))
                .count();
    }

    /** Lets those that are due and wait behind another wait; one that is first by then is found forgotten. */
    int makeFollowersWait(int atMost) {
        List<Place> followers = jdbc.sql("""
                        SELECT p.module, p.shard, p.position
                        FROM parked_event p FORCE INDEX (parked_event_due)
                        WHERE p.next_attempt_at <= UTC_TIMESTAMP(6) AND NOT (%s)
                        LIMIT :atMost""".formatted(IS_HEAD))
                .param("atMost", atMost)
                .query(ParkedEvents::placeOf)
                .list();
        followers.forEach(place -> jdbc.sql("""
                        UPDATE parked_event SET next_attempt_at = %s
                        WHERE module = :module AND shard = :shard AND position = :position""".formatted(NEVER))
                .param("module", place.module())
                .param("shard", place.shard())
                .param("position", place.position())
                .update());
        return followers.size();
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

    private static Map<String, @Nullable Object> values(String module, LoggedEvent logged, Failure failure) {
        Map<String, @Nullable Object> values = place(module, logged);
        values.putAll(failure.parameters());
        return values;
    }

    private static Map<String, @Nullable Object> place(String module, LoggedEvent logged) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("module", module);
        values.put("shard", logged.event().shard());
        values.put("position", logged.position());
        return values;
    }

    private static Place placeOf(ResultSet row, int number) throws SQLException {
        return new Place(row.getString("module"), row.getInt("shard"), row.getLong("position"));
    }
}

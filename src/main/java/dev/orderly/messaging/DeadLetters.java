package dev.orderly.messaging;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL by which people look at dead letters and mend them. Whoever changes one holds the shard's cursor. */
class DeadLetters {

    /** A parked event as a list shows it. It is dead where it has died, and else on its way. */
    record Letter(
            String module,
            int shard,
            long position,
            String eventId,
            String type,
            String key,
            Instant createdAt,
            Instant parkedAt,
            @Nullable Instant deadAt,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable String errorClass,
            @Nullable String errorMessage) {}

    /** All of one. */
    record Whole(Letter letter, StoredEvent event, @Nullable String errorStack) {}

    /** A later event of the same key. */
    record Follower(String eventId, String type, long position, Instant createdAt) {}

    private static final String LETTER = """
            module, shard, position, event_id, event_type, event_key, created_at, parked_at, dead_at, attempts,
            CASE WHEN next_attempt_at < %s THEN next_attempt_at END AS next_attempt_at,
            error_class, error_message""".formatted(ParkedEvents.NEVER);

    private final JdbcClient jdbc;

    DeadLetters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Letter> list(DeadLetterFilter filter, DeadLetterPage page, int limit) {
        if (filter.matchesNothing()) {
            return List.of();
        }
        return jdbc.sql(listSql(filter, page))
                .params(filter.parameters())
                .params(page.parameters())
                .param("limit", limit)
                .query(DeadLetters::letter)
                .list();
    }

    static String listSql(DeadLetterFilter filter, DeadLetterPage page) {
        return "SELECT %s FROM parked_event FORCE INDEX (%s) WHERE %s%s ORDER BY %s LIMIT :limit"
                .formatted(LETTER, filter.index(), filter.conditions(), page.condition(), page.order());
    }

    Optional<Whole> find(String module, String eventId) {
        if (!Ids.isPossible(module + eventId)) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        SELECT %s, aggregate_type, aggregate_id, event_version, payload, traceparent, correlation_id,
                               causation_id, error_stack
                        FROM parked_event FORCE INDEX (parked_event_id)
                        WHERE module = :module AND event_id = :eventId""".formatted(LETTER))
                .param("module", module)
                .param("eventId", eventId)
                .query((row, n) -> new Whole(letter(row, n), StoredEvent.read(row), row.getString("error_stack")))
                .optional();
    }

    /** The later events of the key that wait behind this one, in order. */
    List<Follower> followers(Letter letter, int limit) {
        return jdbc.sql("""
                        SELECT event_id, event_type, position, created_at
                        FROM parked_event FORCE INDEX (parked_event_key)
                        WHERE module = :module AND event_key = :key AND position > :position
                        ORDER BY position LIMIT :limit""")
                .params(place(letter))
                .param("limit", limit)
                .query((row, n) -> new Follower(
                        row.getString("event_id"),
                        row.getString("event_type"),
                        row.getLong("position"),
                        DatabaseTime.read(row, "created_at")))
                .list();
    }

    long countFollowers(Letter letter) {
        return jdbc.sql("""
                        SELECT COUNT(*) FROM parked_event FORCE INDEX (parked_event_key)
                        WHERE module = :module AND event_key = :key AND position > :position""").params(place(letter)).query(Long.class).single();
    }

    /** Lets dead letters of a shard be tried again from the beginning, at once; tells how many there were. */
    int revive(String module, int shard, Collection<Long> positions) {
        return jdbc.sql("""
                        UPDATE parked_event SET dead_at = NULL, attempts = 0, next_attempt_at = UTC_TIMESTAMP(6)
                        WHERE module = :module AND shard = :shard AND position IN (:positions)
                          AND dead_at IS NOT NULL""")
                .param("module", module)
                .param("shard", shard)
                .param("positions", positions)
                .update();
    }

    void setPayload(Letter letter, String payload) {
        int rows = jdbc.sql("""
                        UPDATE parked_event SET payload = :payload
                        WHERE module = :module AND shard = :shard AND position = :position""").params(place(letter)).param("payload", payload).update();
        Rows.require(1, rows);
    }

    private static Map<String, Object> place(Letter letter) {
        return new HashMap<>(Map.of(
                "module", letter.module(),
                "shard", letter.shard(),
                "position", letter.position(),
                "key", letter.key()));
    }

    private static Letter letter(ResultSet row, int number) throws SQLException {
        return new Letter(
                row.getString("module"),
                row.getInt("shard"),
                row.getLong("position"),
                row.getString("event_id"),
                row.getString("event_type"),
                row.getString("event_key"),
                DatabaseTime.read(row, "created_at"),
                DatabaseTime.read(row, "parked_at"),
                DatabaseTime.readOrNull(row, "dead_at"),
                row.getInt("attempts"),
                DatabaseTime.readOrNull(row, "next_attempt_at"),
                row.getString("error_class"),
                row.getString("error_message"));
    }
}

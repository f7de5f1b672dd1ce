package dev.orderly.messaging;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of what people did about dead letters. */
class DeadLetterActs {

    /** What somebody did. */
    enum Kind {
        /** Had it tried again as it is. */
        REPLAYED,
        /** Gave it another payload and had it tried again. */
        EDITED,
        /** Gave it up, so that those behind it go on. */
        SKIPPED
    }

    /**
     * Who acts, and why.
     *
     * @param actor the name of the API key
     */
    record Reason(String actor, String reason) {}

    /** One act. The payload before is that of an edited or skipped event, the attempts those of a skipped one. */
    record Act(
            long id,
            Kind act,
            String actor,
            String reason,
            Instant at,
            String module,
            String eventId,
            String type,
            String key,
            Instant deadAt,
            @Nullable String errorClass,
            @Nullable String errorMessage,

            @JsonRawValue @Schema(implementation = Object.class) @Nullable String payloadBefore,

            @JsonRawValue @Schema(implementation = Object.class) @Nullable String payloadAfter,

            @JsonRawValue @Schema(implementation = Object.class) @Nullable String attempts) {}

    /** Which acts are meant; null means any. */
    record Filter(
            @Nullable String module,
            @Nullable String key,
            @Nullable String eventId) {

        boolean matchesNothing() {
            return !Ids.isPossible(String.valueOf(module) + eventId);
        }

        String index() {
            if (eventId != null) {
                return "dead_letter_act_event";
            }
            if (key != null) {
                return "dead_letter_act_key";
            }
            return module == null ? "PRIMARY" : "dead_letter_act_module";
        }
    }

    private final JdbcClient jdbc;

    DeadLetterActs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Records that dead letters of a shard are replayed; tells how many there are. */
    int replayed(String module, int shard, Collection<Long> positions, Reason why) {
        return insert(Kind.REPLAYED, module, shard, positions, why, "NULL", null, null);
    }

    void edited(DeadLetters.Letter letter, String payload, Reason why) {
        Rows.require(1, insert(Kind.EDITED, letter, why, payload, null));
    }

    void skipped(DeadLetters.Letter letter, String attempts, Reason why) {
        Rows.require(1, insert(Kind.SKIPPED, letter, why, null, attempts));
    }

    private int insert(
            Kind kind, DeadLetters.Letter letter, Reason why, @Nullable String after, @Nullable String attempts) {
        return insert(
                kind, letter.module(), letter.shard(), List.of(letter.position()), why, "payload", after, attempts);
    }

    private int insert(
            Kind kind,
            String module,
            int shard,
            Collection<Long> positions,
            Reason why,
            String before,
            @Nullable String after,
            @Nullable String attempts) {
        return jdbc.sql("""
                        INSERT INTO dead_letter_act (act, actor, reason, acted_at, module, shard, position, event_id,
                            event_type, event_key, dead_at, error_class, error_message, payload_before, payload_after,
                            attempts)
                        SELECT :act, :actor, :reason, UTC_TIMESTAMP(6), module, shard, position, event_id,
                            event_type, event_key, dead_at, error_class, error_message, %s, :after, :attempts
                        FROM parked_event
                        WHERE module = :module AND shard = :shard AND position IN (:positions)
                          AND dead_at IS NOT NULL""".formatted(before))
                .param("act", kind.name())
                .param("actor", why.actor())
                .param("reason", why.reason())
                .param("after", after)
                .param("attempts", attempts)
                .param("module", module)
                .param("shard", shard)
                .param("positions", positions)
                .update();
    }

    /** The newest first. */
    List<Act> list(Filter filter, @Nullable Long before, int limit) {
        if (filter.matchesNothing()) {
            return List.of();
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("module", filter.module());
        values.put("key", filter.key());
        values.put("eventId", filter.eventId());
        values.put("before", before);
        values.put("limit", limit);
        return jdbc.sql(listSql(filter, before))
                .params(values)
                .query(DeadLetterActs::act)
                .list();
    }

    static String listSql(Filter filter, @Nullable Long before) {
        return """
                SELECT id, act, actor, reason, acted_at, module, event_id, event_type, event_key, dead_at, error_class,
                    error_message, payload_before, payload_after, attempts
                FROM dead_letter_act FORCE INDEX (%s) WHERE TRUE%s%s%s%s
                ORDER BY id DESC LIMIT :limit""".formatted(
                        filter.index(),
                        filter.module() == null ? "" : " AND module = :module",
                        filter.key() == null ? "" : " AND event_key = :key",
                        filter.eventId() == null ? "" : " AND event_id = :eventId",
                        before == null ? "" : " AND id < :before");
    }

    /** Forgets the oldest acts that are past the age, and tells how many. */
    int deleteOlderThan(Duration age, int atMost) {
        return jdbc.sql("""
                        DELETE FROM dead_letter_act
                        WHERE acted_at < UTC_TIMESTAMP(6) - INTERVAL :micros MICROSECOND
                        ORDER BY acted_at LIMIT :atMost""")
                .param("micros", age.toMillis() * 1000)
                .param("atMost", atMost)
                .update();
    }

    private static Act act(ResultSet row, int number) throws SQLException {
        return new Act(
                row.getLong("id"),
                Kind.valueOf(row.getString("act")),
                row.getString("actor"),
                row.getString("reason"),
                DatabaseTime.read(row, "acted_at"),
                row.getString("module"),
                row.getString("event_id"),
                row.getString("event_type"),
                row.getString("event_key"),
                DatabaseTime.read(row, "dead_at"),
                row.getString("error_class"),
                row.getString("error_message"),
                row.getString("payload_before"),
                row.getString("payload_after"),
                row.getString("attempts"));
    }
}

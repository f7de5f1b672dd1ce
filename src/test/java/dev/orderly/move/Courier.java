package dev.orderly.move;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Carries the log of one site to another, as bridges and broker do, when it is asked to. */
record Courier(Stand from, String fromSite, Stand to, String toSite) {

    private static final String EVENT = """
            event_id, aggregate_type, aggregate_id, event_type, event_version, event_key, shard, payload, traceparent, \
            correlation_id, causation_id, created_at""";

    /** Carries all that has not been carried. */
    void carry() {
        JdbcClient source = from.jdbc();
        JdbcClient target = to.jdbc();
        if (target.sql(
                                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'received'")
                        .query(Integer.class)
                        .single()
                == 0) {
            return;
        }
        target.sql("SELECT shard, position FROM received WHERE source = :source")
                .param("source", fromSite)
                .query((row, n) -> new long[] {row.getLong("shard"), row.getLong("position")})
                .list()
                .forEach(mark -> source.sql("""
                                SELECT position, origin, origin_position, %s FROM outbox
                                WHERE shard = :shard AND position > :mark ORDER BY position""".formatted(EVENT))
                        .param("shard", mark[0])
                        .param("mark", mark[1])
                        .query()
                        .listOfRows()
                        .forEach(row -> take(target, row)));
    }

    private void take(JdbcClient target, java.util.Map<String, ? extends @Nullable Object> row) {
        @Nullable Object origin = row.get("origin");
        long position = ((Number) Objects.requireNonNull(row.get("position"))).longValue();
        boolean told = fromSite.equals("hub") || origin == null;
        if (told && !toSite.equals(origin)) {
            target.sql("""
                            INSERT INTO outbox (%s, origin, origin_position, source_position)
                            VALUES (:event_id, :aggregate_type, :aggregate_id, :event_type, :event_version, :event_key,
                                :shard, :payload, :traceparent, :correlation_id, :causation_id, UTC_TIMESTAMP(6),
                                :birth, :born, :source)""".formatted(EVENT))
                    .params(row)
                    .param("birth", origin == null ? fromSite : origin)
                    .param("born", origin == null ? position : row.get("origin_position"))
                    .param("source", position)
                    .update();
        }
        target.sql("UPDATE received SET position = :position WHERE source = :source AND shard = :shard")
                .param("position", position)
                .param("source", fromSite)
                .param("shard", row.get("shard"))
                .update();
    }
}

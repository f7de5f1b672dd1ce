package dev.orderly.messaging;

import dev.orderly.messaging.SiteLog.Arrival;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/** All SQL that takes in events from elsewhere. */
class Arrivals {

    private final NamedParameterJdbcOperations jdbc;

    Arrivals(NamedParameterJdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes in events, in their order. */
    void append(List<Arrival> arrivals) {
        int[] counts = jdbc.batchUpdate(
                """
                INSERT INTO outbox (%s, created_at, origin, origin_position, source_position)
                VALUES (%s, UTC_TIMESTAMP(6), :origin, :originPosition, :sourcePosition)""".formatted(StoredEvent.COLUMNS, StoredEvent.PLACEHOLDERS),
                arrivals.stream().map(Arrivals::values).toArray(SqlParameterSource[]::new));
        Rows.require(arrivals.size(), Rows.inserted(counts));
    }

    private static SqlParameterSource values(Arrival arrival) {
        Map<String, @Nullable Object> values = arrival.event().parameters();
        Origin origin = arrival.origin();
        values.put("origin", origin == null ? null : origin.site());
        values.put("originPosition", origin == null ? null : origin.position());
        values.put("sourcePosition", origin == null ? null : origin.sourcePosition());
        return new MapSqlParameterSource(values);
    }
}

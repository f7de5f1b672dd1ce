package dev.orderly.messaging;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the database: its payload and what is said about it.
 *
 * @param eventId UUIDv7
 * @param traceparent W3C trace context
 * @param correlationId what the whole conversation is about: the key of its first event
 * @param causationId the event whose handler published this one, or null
 */
public record StoredEvent(
        String eventId,
        String aggregateType,
        String aggregateId,
        String type,
        int version,
        String key,
        int shard,
        String payload,
        String traceparent,
        String correlationId,
        @Nullable String causationId) {

    /** The columns of an event, in the order of {@link #read} and {@link #parameters}; the same in all tables. */
    static final String COLUMNS = """
            event_id, aggregate_type, aggregate_id, event_type, event_version, event_key, shard, payload, traceparent, \
            correlation_id, causation_id""";

    static final String PLACEHOLDERS = """
            :eventId, :aggregateType, :aggregateId, :type, :version, :key, :shard, :payload, :traceparent, \
            :correlationId, :causationId""";

    static StoredEvent read(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getString("event_id"),
                row.getString("aggregate_type"),
                row.getString("aggregate_id"),
                row.getString("event_type"),
                row.getInt("event_version"),
                row.getString("event_key"),
                row.getInt("shard"),
                row.getString("payload"),
                row.getString("traceparent"),
                row.getString("correlation_id"),
                row.getString("causation_id"));
    }

    Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("eventId", eventId);
        values.put("aggregateType", aggregateType);
        values.put("aggregateId", aggregateId);
        values.put("type", type);
        values.put("version", version);
        values.put("key", key);
        values.put("shard", shard);
        values.put("payload", payload);
        values.put("traceparent", traceparent);
        values.put("correlationId", correlationId);
        values.put("causationId", causationId);
        return values;
    }
}

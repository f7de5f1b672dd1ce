package dev.orderly;

import dev.orderly.messaging.Ids;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An event that no handler can read, as if bytes of it had been lost. */
public final class DamagedEvent {

    private DamagedEvent() {}

    /**
     * Publishes one that only one module hears of.
     *
     * @return the id of the order that it is about, which there is not
     */
    public static String publish(JdbcClient jdbc) {
        String order = Ids.next();
        jdbc.sql("""
                INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, event_version, event_key,
                                    shard, payload, traceparent, correlation_id, causation_id, created_at)
                VALUES (:event, 'order', :order, 'order.paid', 1, :order, 0, '{}',
                        '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', :order, NULL, UTC_TIMESTAMP(6))
                """).param("event", Ids.next()).param("order", order).update();
        return order;
    }
}

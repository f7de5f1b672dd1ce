package dev.orderly.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.messaging.Site;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LuggageTest {

    private static Installed hub;
    private static Installed shop;

    @BeforeAll
    static void install() {
        hub = Installed.as(Site.HUB, 2);
        shop = Installed.as("shop", 2);
    }

    @AfterAll
    static void close() {
        hub.close();
        shop.close();
    }

    @Test
    void parked_events_come_to_stand_just_below_the_cursor_in_their_order_with_their_attempts_and_acts() {
        park("reader", 0, 500);
        park("reader", 0, 90);
        park("reader", 0, 7);
        park("reader", 1, 33);
        park("writer", 0, 8);
        act("reader");
        act("writer");
        Luggage luggage = new Luggage(hub.side(), shop.side());
        for (int tries = 0; tries < 2; tries++) {
            luggage.copy("reader", Map.of(0, 1L, 1, 0L));
            assertThat(shop.jdbc()
                            .sql(
                                    "SELECT CONCAT(shard, ' ', position, ' ', event_id, ' ', payload) FROM parked_event ORDER BY shard, position")
                            .query(String.class)
                            .list())
                    .containsExactly(
                            "0 -1 reader-0-7 {\"n\": 7}",
                            "0 0 reader-0-90 {\"n\": 90}",
                            "0 1 reader-0-500 {\"n\": 500}",
                            "1 0 reader-1-33 {\"n\": 33}");
            assertThat(shop.jdbc()
                            .sql(
                                    "SELECT CONCAT(shard, ' ', position, ' ', error_message) FROM parked_attempt ORDER BY shard, position")
                            .query(String.class)
                            .list())
                    .containsExactly("0 -1 at 7", "0 0 at 90", "0 1 at 500", "1 0 at 33");
            assertThat(shop.jdbc()
                            .sql("SELECT module FROM dead_letter_act")
                            .query(String.class)
                            .list())
                    .containsExactly("reader");
        }
        Luggage.unpack(shop.side(), "reader");
        assertThat(shop.jdbc()
                        .sql("SELECT COUNT(*) FROM parked_event")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void keys_of_calls_are_known_in_both_places_and_none_is_changed() {
        for (String row : List.of(
                "('a', 'young', REPEAT('1', 32), 201, '/here', '{}', UTC_TIMESTAMP(6))",
                "('a', 'both', REPEAT('2', 32), 201, '/here', '{}', UTC_TIMESTAMP(6))",
                "('a', 'old', REPEAT('3', 32), 201, '/here', '{}', UTC_TIMESTAMP(6) - INTERVAL 25 HOUR)")) {
            hub.jdbc().sql("INSERT INTO idempotency_key VALUES " + row).update();
        }
        shop.jdbc()
                .sql(
                        "INSERT INTO idempotency_key VALUES ('a', 'both', REPEAT('9', 32), 200, '/there', '[]', UTC_TIMESTAMP(6))")
                .update();
        Luggage luggage = new Luggage(hub.side(), shop.side());
        for (int tries = 0; tries < 2; tries++) {
            assertThat(luggage.keys("UTC_TIMESTAMP(6) - INTERVAL 24 HOUR")).isEqualTo(2);
            assertThat(shop.jdbc()
                            .sql(
                                    "SELECT CONCAT(idempotency_key, ' ', response_location) FROM idempotency_key ORDER BY 1")
                            .query(String.class)
                            .list())
                    .containsExactly("both /there", "young /here");
        }
    }

    private static void park(String module, int shard, long position) {
        hub.jdbc()
                .sql("""
                        INSERT INTO parked_event (module, shard, position, event_id, aggregate_type, aggregate_id,
                            event_type, event_version, event_key, payload, traceparent, correlation_id, created_at,
                            parked_at, attempts, next_attempt_at)
                        VALUES (:module, :shard, :position, CONCAT_WS('-', :module, :shard, :position), 'x', 'x', 'x', 1,
                            'k', CONCAT('{"n": ', :position, '}'), 'x', 'x', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 1,
                            '9999-12-31')""")
                .param("module", module)
                .param("shard", shard)
                .param("position", position)
                .update();
        hub.jdbc()
                .sql("""
                        INSERT INTO parked_attempt (module, shard, position, number, attempted_at, took_micros, error_class,
                            error_message)
                        VALUES (:module, :shard, :position, 1, UTC_TIMESTAMP(6), 1, 'x', CONCAT('at ', :position))""")
                .param("module", module)
                .param("shard", shard)
                .param("position", position)
                .update();
    }

    private static void act(String module) {
        hub.jdbc().sql("""
                        INSERT INTO dead_letter_act (act, actor, reason, acted_at, module, shard, position, event_id,
                            event_type, event_key, dead_at, payload_before)
                        VALUES ('SKIPPED', 'me', 'why', UTC_TIMESTAMP(6), :module, 0, 5, 'x', 'x', 'k', UTC_TIMESTAMP(6),
                            '{"a": 1}')""").param("module", module).update();
    }
}

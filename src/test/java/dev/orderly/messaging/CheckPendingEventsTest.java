package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.QueryPlan;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.Tariff.Changed;
import dev.orderly.messaging.Tariff.ChangedInEuros;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What the start says of events that wait and that it has no record for. Here an older version starts after a newer. */
@ExtendWith(OutputCaptureExtension.class)
class CheckPendingEventsTest {

    private static final EventCatalog OLDER = new EventCatalog(List.of(EventTypes.of(Tariff.FIRST)));
    private static final Registration TARIFF = registration("tariff", Set.of(Tariff.TYPE), 1);

    private JdbcClient jdbc;
    private TestDatabase database;

    @BeforeEach
    void install() {
        database = TestDatabase.fresh();
        Station.start(Tariff.heardBy(new Tariff.Listener()), database).close();
        jdbc = JdbcClient.create(
                new SingleConnectionDataSource(database.url(), database.username(), database.password(), true));
    }

    @Test
    void nothing_is_said_of_what_can_be_read() {
        inLine(1, 5, 1, Tariff.TYPE);
        assertThat(find(TARIFF)).isEmpty();
    }

    @Test
    void what_waits_in_the_log_is_named_with_its_number_and_its_first_position() {
        inLine(3, 7, 1, Tariff.TYPE);
        inLine(3, 4, 3, Tariff.TYPE);
        inLine(5, 2, 3, Tariff.TYPE);
        inLine(5, 1, 2, Tariff.TYPE);
        assertThat(find(TARIFF))
                .containsExactlyInAnyOrder(
                        "tariff cannot be given 6 events of tariff.changed, version 3, in the log, the first at position 8 of shard 3",
                        "tariff cannot be given 1 event of tariff.changed, version 2, in the log, the first at position 3 of shard 5");
    }

    @Test
    void what_a_module_has_behind_it_or_does_not_hear_is_not_its_concern() {
        inLine(3, 4, 3, Tariff.TYPE);
        inLine(3, 4, 9, "meter.read");
        jdbc.sql("UPDATE consumer_cursor SET position = 3 WHERE module = 'tariff' AND shard = 3")
                .update();
        assertThat(find(TARIFF, registration("chart", Set.of(), 1)))
                .containsExactly(
                        "tariff cannot be given 1 event of tariff.changed, version 3, in the log, the first at position 4 of shard 3");
        jdbc.sql("UPDATE consumer_cursor SET position = 4 WHERE module = 'tariff' AND shard = 3")
                .update();
        assertThat(find(TARIFF)).isEmpty();
    }

    @Test
    void what_is_not_in_line_not_due_or_parked_is_found_too() {
        inLine(2, 3, 3, Tariff.TYPE);
        Tariff.store(jdbc, "m", 3, "{}");
        jdbc.sql("""
                        INSERT INTO delayed_event (%1$s, due_at)
                        SELECT %1$s, created_at + INTERVAL 1 HOUR FROM outbox WHERE position IS NULL""".formatted(StoredEvent.COLUMNS)).update();
        park(2, 1, "NULL");
        park(2, 2, "created_at");
        jdbc.sql("UPDATE consumer_cursor SET position = 3 WHERE module = 'tariff'")
                .update();
        assertThat(find(TARIFF))
                .containsExactlyInAnyOrder(
                        "tariff cannot be given 1 event of tariff.changed, version 3, not yet in line",
                        "tariff cannot be given 1 event of tariff.changed, version 3, not yet due",
                        "tariff cannot be given 1 event of tariff.changed, version 3, parked, the first at position 1 of shard 2");
    }

    @Test
    void a_parked_event_of_a_type_that_the_module_has_given_up_cannot_be_given_to_it() {
        inLine(2, 1, 1, Tariff.TYPE);
        park(2, 1, "NULL");
        jdbc.sql("UPDATE consumer_cursor SET position = 1 WHERE module = 'tariff'")
                .update();
        assertThat(find(registration("tariff", Set.of(), 2)))
                .containsExactly(
                        "tariff cannot be given 1 event of tariff.changed, version 1, parked, the first at position 1 of shard 2");
    }

    @Test
    void a_module_that_stands_down_is_given_nothing_and_lacks_nothing() {
        inLine(3, 4, 3, Tariff.TYPE);
        assertThat(find(registration("tariff", Set.of(Tariff.TYPE), Registration.OUTDATED)))
                .isEmpty();
    }

    @Test
    void the_start_warns_and_goes_on(CapturedOutput output) {
        inLine(3, 2, 4, Tariff.TYPE);
        Tariff.Listener listener = new Tariff.Listener();
        try (Station station = Station.start(Tariff.heardBy(listener), database)) {
            assertThat(output)
                    .contains(
                            "tariff cannot be given 2 events of tariff.changed, version 4, in the log, the first at position 1 of shard 3: this version of the application does not handle that");
            station.awaitHandled();
            assertThat(station.count(
                            "SELECT COUNT(*) FROM parked_event WHERE module = 'tariff' AND dead_at IS NOT NULL"))
                    .isEqualTo(2);
        }
    }

    @Test
    void what_was_handled_long_ago_is_not_looked_at() {
        inLine(4, 20_000, 1, Tariff.TYPE);
        jdbc.sql("UPDATE consumer_cursor SET position = 19998 WHERE shard = 4").update();
        inLine(6, 3, 3, Tariff.TYPE);
        jdbc.sql("ANALYZE TABLE outbox").query().listOfRows();
        long before = rowsRead();
        assertThat(find(TARIFF)).hasSize(1);
        assertThat(rowsRead() - before).as("rows that the server read").isLessThan(1_000);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"the log, IN_THE_LOG, outbox_log", "what is not in line, NOT_IN_LINE, outbox_unprocessed"})
    void each_look_follows_an_index(String place, String sql, String index) {
        inLine(4, 20_000, 1, Tariff.TYPE);
        jdbc.sql("ANALYZE TABLE outbox").query().listOfRows();
        assertThat(QueryPlan.of(
                                jdbc,
                                sql.equals("IN_THE_LOG") ? PendingEvents.IN_THE_LOG : PendingEvents.NOT_IN_LINE,
                                Map.of("shard", 4, "after", 19_998))
                        .steps())
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.key()).isEqualTo(index);
                    assertThat(step.type()).isIn("range", "ref");
                });
    }

    private List<String> find(Registration... registrations) {
        return new CheckPendingEvents(OLDER, new PendingEvents(jdbc), new Lags(jdbc))
                .find(List.of(registrations)).stream()
                        .map(CheckPendingEvents.Finding::toString)
                        .toList();
    }

    private static Registration registration(String module, Set<String> types, long generation) {
        Subscription subscription = Subscription.of(module, new Object(), ChangedInEuros.class, Changed.class);
        return new Registration(subscription, types, generation);
    }

    /** Puts so many more events in line, as the relay would. */
    private void inLine(int shard, int events, int version, String type) {
        jdbc.sql("""
                        INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, event_version, event_key,
                            shard, position, payload, traceparent, correlation_id, causation_id, created_at, processed_at)
                        SELECT UUID(), 'tariff', 'm', :type, :version, CONCAT('m', i), :shard, s.last_position + i, '{}',
                            '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'm', NULL, UTC_TIMESTAMP(6),
                            UTC_TIMESTAMP(6)
                        FROM JSON_TABLE(CONCAT('[', REPEAT('0,', :events - 1), '0]'), '$[*]'
                               COLUMNS (i FOR ORDINALITY)) AS n
                        JOIN outbox_sequence s ON s.shard = :shard""")
                .param("events", events)
                .param("type", type)
                .param("version", version)
                .param("shard", shard)
                .update();
        jdbc.sql("UPDATE outbox_sequence SET last_position = last_position + :events WHERE shard = :shard")
                .param("events", events)
                .param("shard", shard)
                .update();
    }

    private void park(int shard, long position, String deadAt) {
        jdbc.sql("""
                        INSERT INTO parked_event (module, position, %1$s, created_at, parked_at, attempts, next_attempt_at,
                            dead_at)
                        SELECT 'tariff', position, %1$s, created_at, created_at, 1, %2$s, %3$s
                        FROM outbox WHERE shard = :shard AND position = :position""".formatted(StoredEvent.COLUMNS, ParkedEvents.NEVER, deadAt))
                .param("shard", shard)
                .param("position", position)
                .update();
    }

    private long rowsRead() {
        return jdbc.sql("SHOW SESSION STATUS LIKE 'Handler_read%'").query((row, n) -> row.getLong(2)).list().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}

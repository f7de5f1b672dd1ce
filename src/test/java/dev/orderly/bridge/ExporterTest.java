package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.orderly.CommandContext;
import dev.orderly.TestDatabase;
import dev.orderly.bridge.WireFormat.Arrived;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.messaging.Command;
import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.Origin;
import dev.orderly.messaging.SiteLog.Arrival;
import dev.orderly.messaging.StoredEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A real log, told to a broker that only listens. */
class ExporterTest {

    private static Office hub;
    private static Office satellite;

    private final FakeBroker broker = new FakeBroker();

    @BeforeAll
    static void start() {
        hub = Office.start(TestDatabase.fresh(), Map.of());
        satellite = Office.start(TestDatabase.fresh(), Map.of("orderly.site", "parish"));
    }

    @AfterAll
    static void stop() {
        satellite.close();
        hub.close();
    }

    @BeforeEach
    void forget() {
        Stream.of(hub, satellite)
                .forEach(office -> Stream.of(
                                "DELETE FROM consumer WHERE module = 'bridge'",
                                "DELETE FROM consumer_cursor WHERE module = 'bridge'",
                                "DELETE FROM exported")
                        .forEach(sql -> office.jdbc().sql(sql).update()));
    }

    @Test
    void it_joins_at_the_head_and_tells_all_that_follows_each_with_the_one_before_it() {
        String key = key(hub, 3);
        append(hub, key, null);
        long head = head(hub, 3);
        Exporter exporter = exporter(hub);
        assertThat(exporter.exportSome()).isZero();

        append(hub, key, null);
        append(hub, key, new Origin("parish", 17, 17));
        append(hub, key, null);
        assertThat(exporter.exportSome()).isEqualTo(3);
        assertThat(told())
                .extracting(Arrived::position, Arrived::previous, Arrived::origin)
                .containsExactly(
                        tuple(head + 1, head, null),
                        tuple(head + 2, head + 1, "parish"),
                        tuple(head + 3, head + 2, null));
        assertThat(broker.sent).allSatisfy(message -> assertThat(message.lane()).isEqualTo(3));
        assertThat(broker.topics).containsExactly("orderly.hub");
        assertThat(exporter.exportSome()).isZero();
    }

    @Test
    void a_satellite_tells_only_what_was_born_there_and_passes_over_the_rest() {
        String key = key(satellite, 3);
        Exporter exporter = exporter(satellite);
        exporter.exportSome();
        append(satellite, key, null);
        long first = head(satellite, 3);
        append(satellite, key, new Origin("hub", 17, 17));
        append(satellite, key, null);
        append(satellite, key, new Origin("hub", 18, 18));
        exporter.exportSome();
        assertThat(told()).extracting(Arrived::position).containsExactly(first, first + 2);
        assertThat(told().getLast().previous()).isEqualTo(first);
        assertThat(broker.topics).containsExactly("orderly.parish");
        assertThat(satellite.log().positions()).containsEntry(3, first + 3);

        append(satellite, key, null);
        exporter.exportSome();
        assertThat(told().getLast().previous()).isEqualTo(first + 2);
    }

    @Test
    void it_goes_on_in_shards_that_were_added() {
        String key = key(hub, 3);
        exporter(hub).exportSome();
        long head = head(hub, 3);
        hub.jdbc().sql("DELETE FROM exported WHERE shard = 3").update();
        append(hub, key, null);
        exporter(hub).exportSome();
        assertThat(told()).extracting(Arrived::position, Arrived::previous).containsExactly(tuple(head + 1, head));
    }

    @Test
    void where_it_dies_between_sending_and_moving_on_the_same_is_sent_again() {
        String key = key(hub, 1);
        exporter(hub).exportSome();
        append(hub, key, null);
        broker.beforeItConfirms = () -> {
            throw new BrokerUnavailable("no word came back", null);
        };
        assertThatThrownBy(() -> exporter(hub).exportSome()).isInstanceOf(BrokerUnavailable.class);
        broker.beforeItConfirms = () -> {};
        exporter(hub).exportSome();
        assertThat(told()).hasSize(2);
        assertThat(told().getFirst()).isEqualTo(told().getLast());
    }

    @Test
    void of_two_at_once_one_moves_on_and_the_other_has_sent_the_same() {
        String key = key(hub, 1);
        Exporter one = exporter(hub);
        Exporter two = exporter(hub);
        one.exportSome();
        append(hub, key, null);
        append(hub, key, null);
        broker.beforeItConfirms = () -> {
            broker.beforeItConfirms = () -> {};
            two.exportSome();
        };
        one.exportSome();
        assertThat(told()).hasSize(4);
        assertThat(told().subList(0, 2)).isEqualTo(told().subList(2, 4));
        assertThat(hub.log().positions()).isEqualTo(hub.log().heads());

        append(hub, key, null);
        one.exportSome();
        assertThat(told().getLast().previous()).isEqualTo(told().get(3).position());
    }

    @Test
    void where_a_person_has_events_sent_again_meanwhile_the_chain_holds() {
        String key = key(hub, 1);
        Exporter exporter = exporter(hub);
        exporter.exportSome();
        append(hub, key, null);
        append(hub, key, null);
        exporter.exportSome();
        long second = head(hub, 1);
        append(hub, key, null);
        broker.beforeItConfirms = () -> {
            broker.beforeItConfirms = () -> {};
            mend(hub).resend(1, second, "a person");
        };
        exporter.exportSome();
        exporter.exportSome();
        assertThat(told())
                .extracting(arrived -> arrived.previous() + "-" + arrived.position())
                .containsExactly(
                        (second - 2) + "-" + (second - 1),
                        (second - 1) + "-" + second,
                        second + "-" + (second + 1),
                        (second - 1) + "-" + second,
                        second + "-" + (second + 1));
        assertThat(hub.log().positions()).isEqualTo(hub.log().heads());
    }

    @Test
    void an_event_that_the_broker_refuses_holds_up_its_own_shard_says_why_and_goes_when_it_is_taken() {
        String refused = key(hub, 4);
        String other = key(hub, 6);
        exporter(hub).exportSome();
        for (int n = 0; n < 3; n++) {
            append(hub, refused, null);
            append(hub, other, null);
        }
        long second = head(hub, 4) - 1;
        broker.refuses = message ->
                message.lane() == 4 && WireFormat.read(message.event()).position() == second;
        Exporter exporter = exporter(hub);
        assertThat(exporter.exportSome()).isEqualTo(4);
        assertThat(exporter.exportSome()).as("while it rests").isZero();
        append(hub, other, null);
        assertThat(exporter.exportSome()).isEqualTo(1);
        assertThat(sent(4)).extracting(Arrived::position).containsExactly(second - 1);
        assertThat(sent(6)).hasSize(4);
        assertThat(exports().all().get(4)).extracting(Exports.Sent::refusal).isEqualTo("It is too large");

        broker.refuses = message -> false;
        assertThat(exporter(hub).exportSome()).isEqualTo(2);
        assertThat(sent(4)).extracting(Arrived::previous).containsExactly(second - 2, second - 1, second);
        assertThat(exports().all().get(4)).extracting(Exports.Sent::refusal).isNull();
    }

    @Test
    void no_transaction_is_open_while_the_broker_confirms() {
        Exporter exporter = exporter(hub);
        exporter.exportSome();
        append(hub, key(hub, 2), null);
        broker.beforeItConfirms = () -> assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                .isFalse();
        assertThat(exporter.exportSome()).isEqualTo(1);
    }

    @Test
    void a_broker_that_has_come_back_has_a_place_for_every_site_and_is_told_the_last_of_each_shard_once_more() {
        String key = key(hub, 4);
        String other = key(hub, 6);
        exporter(hub).exportSome();
        append(hub, key, null);
        append(hub, key, null);
        exporter(hub).exportSome();
        Arrived last = told().getLast();
        hub.jdbc()
                .sql("INSERT INTO site (name, id, epoch, own, hub) VALUES ('branch', 'its id', 1, FALSE, FALSE)")
                .update();
        broker.subscribed.clear();
        broker.sent.clear();
        append(hub, other, null);
        exporter(hub).exportSome();
        assertThat(told()).hasSize(2).first().isEqualTo(last);
        assertThat(broker.subscribed).containsExactly("orderly.hub for branch");
        hub.jdbc().sql("DELETE FROM site WHERE name = 'branch'").update();
    }

    @Test
    void what_a_satellite_is_asked_to_send_again_follows_on_what_was_born_there() {
        String key = key(satellite, 2);
        exporter(satellite).exportSome();
        append(satellite, key, null);
        long own = head(satellite, 2);
        append(satellite, key, new Origin("hub", 27, 27));
        append(satellite, key, new Origin("hub", 28, 28));
        append(satellite, key, null);
        exporter(satellite).exportSome();
        broker.sent.clear();
        assertThat(mend(satellite).resend(2, own + 2, "a person")).isEqualTo(new MendBridge.Resend(own + 1, false));
        exporter(satellite).exportSome();
        assertThat(told()).extracting(Arrived::previous).containsExactly(own);
    }

    @Test
    void what_is_asked_for_and_no_longer_kept_is_said_to_be_lost() {
        String key = key(hub, 0);
        exporter(hub).exportSome();
        append(hub, key, null);
        append(hub, key, null);
        exporter(hub).exportSome();
        long head = head(hub, 0);
        hub.jdbc()
                .sql("DELETE FROM outbox WHERE shard = 0 AND position < :head")
                .param("head", head)
                .update();
        assertThat(mend(hub).resend(0, head - 1, "a person")).isEqualTo(new MendBridge.Resend(head - 1, true));
        assertThat(mend(hub).resend(0, head + 5, "a person").lost()).isFalse();
    }

    @Test
    void a_restored_log_says_up_to_where_it_is_the_same_as_before() {
        TestDatabase database = TestDatabase.fresh();
        String key;
        long head;
        try (Office before = Office.start(database, Map.of())) {
            key = key(before, 5);
            exporter(before).exportSome();
            append(before, key, null);
            head = head(before, 5);
            assertThatThrownBy(() -> restored(database))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("Stop every instance");
        }
        await().ignoreExceptionsInstanceOf(CommandRefused.class)
                .untilAsserted(() -> assertThat(restored(database)).contains("The log of hub begins epoch"));
        long first = epoch(database);
        assertThat(restored(database)).contains("5=" + head);
        assertThat(epoch(database))
                .as("restored once more from the same backup")
                .isGreaterThan(first);
        try (Office after = Office.start(database, Map.of())) {
            append(after, key, null);
            exporter(after).exportSome();
            assertThat(told()).hasSize(2).allSatisfy(arrived -> {
                assertThat(arrived.epoch()).isEqualTo(after.site().epoch());
                assertThat(arrived.epochStart()).isEqualTo(head);
            });
        }
    }

    private static String restored(TestDatabase database) {
        try (var context = CommandContext.open(RestoredConfiguration.class, database)) {
            return context.getBean(Command.class).run(List.of());
        }
    }

    private static long epoch(TestDatabase database) {
        return JdbcClient.create(new DriverManagerDataSource(database.url(), database.username(), database.password()))
                .sql("SELECT epoch FROM site WHERE own")
                .query(Long.class)
                .single();
    }

    private List<Arrived> told() {
        return broker.sent.stream()
                .map(message -> WireFormat.read(message.event()))
                .toList();
    }

    private Exports exports() {
        return new Exports(hub.jdbc());
    }

    /** Each once, as receivers see it. */
    private List<Arrived> sent(int lane) {
        return broker.sent.stream()
                .filter(message -> message.lane() == lane)
                .map(message -> WireFormat.read(message.event()))
                .distinct()
                .toList();
    }

    private Exporter exporter(Office office) {
        return new Exporter(
                office.log(),
                new Exports(office.jdbc()),
                new BrokerConnection(broker, new Topics("orderly", 8)),
                new BrokerProperties(
                        BrokerType.REDIS_STREAMS,
                        "orderly",
                        500,
                        Duration.ofSeconds(1),
                        "",
                        Set.of(),
                        Duration.ofDays(1)),
                new BridgeMeters(new SimpleMeterRegistry()));
    }

    private static MendBridge mend(Office office) {
        return new MendBridge(office.log(), new Marks(office.jdbc()), new Exports(office.jdbc()));
    }

    private static String key(Office office, int shard) {
        Supplier<String> any = () -> UUID.randomUUID().toString();
        return Stream.generate(any)
                .filter(key -> office.log().shardOf(key) == shard)
                .findFirst()
                .orElseThrow();
    }

    private static long head(Office office, int shard) {
        return office.log().heads().getOrDefault(shard, 0L);
    }

    /** Puts an event in line. */
    private static void append(Office office, String key, @Nullable Origin origin) {
        int shard = office.log().shardOf(key);
        long before = head(office, shard);
        office.log().inTransaction(() -> {
            StoredEvent event = office.log()
                    .foreign("parcel.sent", 1, "{\"receiver\":\"%s\",\"number\":1,\"content\":\"\"}".formatted(key));
            office.log().append(List.of(new Arrival(event, origin)));
            return event;
        });
        office.log().putInLine();
        await().pollInterval(Duration.ofMillis(5)).until(() -> head(office, shard) == before + 1);
    }
}

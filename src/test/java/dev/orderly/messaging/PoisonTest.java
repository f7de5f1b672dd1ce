package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.meters.MeterRead;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;

/** Events that nobody can handle, and handlers that do not end: the shard goes on. */
class PoisonTest {

    private static final int FIVE_MEGABYTES = 5 * 1024 * 1024;

    static Station station;

    @BeforeAll
    static void start() {
        station = Station.start(
                TestDatabase.fresh(),
                "orderly.messaging.retry.attempts=2",
                "orderly.messaging.handler-time-limit=600ms");
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @AfterEach
    void forget() {
        station.faults().clear();
        station.jdbc().sql("DELETE FROM parked_event").update();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"meter\":\"%s\"}", "[1,2]", "\"gone\"", "{\"meter\":\"%s\",\"reading\":\"many\"}", "null"})
    void a_payload_that_cannot_be_read_is_a_dead_letter_at_once(String payload) {
        String meter = "damaged-" + payload.hashCode();
        write(meter, "meter.read", 1, payload.formatted(meter));
        assertDeadAtOnce(meter, "UnreadableEvent");
    }

    @Test
    void an_event_of_a_version_that_is_not_known_yet_is_a_dead_letter_at_once() {
        write("newer", "meter.read", 99, "{\"meter\":\"newer\",\"reading\":1}");
        assertDeadAtOnce("newer", "UnreadableEvent");
    }

    @Test
    void an_event_of_a_type_that_nobody_consumes_is_passed_over() {
        write("unheard-of", "meter.exploded", 1, "{}");
        assertGoesOn("unheard-of");
        assertThat(station.count("SELECT COUNT(*) FROM parked_event")).isZero();
    }

    @Test
    void events_of_five_megabytes_are_handled_and_no_more_of_them_at_once_than_a_batch_may_hold() {
        station.meters().install("huge");
        for (int n = 1; n <= 12; n++) {
            write("huge", "meter.read", 1, huge("huge", n));
        }
        assertGoesOn("huge");
        station.awaitBooked("huge", 12);
        assertThat(station.booked("huge")).isSorted();
    }

    @Test
    void an_event_of_five_megabytes_that_its_handler_cannot_digest_parks_with_its_cause() {
        station.faults().on("indigestible", event -> {
            throw new DataIntegrityViolationException("Data too long for column 'note'");
        });
        write("indigestible", "meter.read", 1, huge("indigestible", 1));
        station.awaitDead("indigestible", 1);
        assertGoesOn("indigestible");
        assertThat(station.count("""
                        SELECT COUNT(*) FROM parked_event
                        WHERE event_key = 'indigestible' AND error_message = 'Data too long for column ''note'''
                          AND CHAR_LENGTH(payload) > 5000000 AND attempts = 2""")).isEqualTo(1);
    }

    @Test
    void a_handler_that_sleeps_past_its_time_is_interrupted_and_its_work_is_undone() {
        poison("sleeps", event -> {
            book("sleeps");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        });
        assertTimedOut("sleeps", 2);
        assertThat(stack("sleeps")).as("where it was").contains("CountDownLatch.await");
    }

    @Test
    void a_handler_that_ends_well_but_too_late_has_failed_too() {
        poison("late", event -> {
            book("late");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException swallowed) {
                // As a careless handler would.
            }
        });
        assertTimedOut("late", 2);
    }

    @Test
    void a_handler_whose_statement_does_not_end_is_cut_off_from_the_database() {
        poison("slow-query", event -> {
            book("slow-query");
            station.jdbc().sql("SELECT SLEEP(60)").query(Integer.class).single();
        });
        assertTimedOut("slow-query", 2);
        await().untilAsserted(() -> assertThat(station.count("""
                        SELECT COUNT(*) FROM information_schema.processlist
                        WHERE db = DATABASE() AND info LIKE 'SELECT SLEEP(60)%'"""))
                .as("sessions that still sleep on the server")
                .isZero());
    }

    @Test
    void a_handler_that_takes_no_notice_is_left_behind_and_can_commit_nothing_when_it_ends() {
        AtomicBoolean release = new AtomicBoolean();
        AtomicInteger ended = new AtomicInteger();
        poison("spins", event -> {
            book("spins");
            while (!release.get()) {
                Thread.onSpinWait();
            }
            ended.incrementAndGet();
        });
        assertTimedOut("spins", 1);
        assertThat(station.context().getBean(Breakers.class).of("ledger").view().handlersLeftBehind())
                .as("a first one in its batch, perhaps, and one alone")
                .isBetween(1, 2);
        int left = station.context().getBean(Breakers.class).of("ledger").view().handlersLeftBehind();
        release.set(true);
        await().untilAsserted(() -> assertThat(ended).hasValue(left));
        await().untilAsserted(() -> assertThat(station.context()
                        .getBean(Breakers.class)
                        .of("ledger")
                        .view()
                        .handlersLeftBehind())
                .isZero());
        assertThat(station.booked("spins")).isEmpty();
        assertGoesOn("spins");
    }

    private static void poison(String meter, Consumer<MeterRead> fault) {
        station.meters().install(meter);
        station.faults().on(meter, fault);
        station.meters().read(meter);
    }

    private static void assertTimedOut(String meter, int attempts) {
        String neighbour = Station.sameShardAs(meter);
        station.meters().install(neighbour);
        station.meters().read(neighbour);
        station.awaitBooked(neighbour, 1);
        for (int n = 0; n < 8; n++) {
            assertGoesOn(meter + n);
        }
        station.awaitDead(meter, 1);
        assertThat(station.booked(meter)).as("what the handler did").isEmpty();
        assertThat(station.jdbc()
                        .sql(
                                "SELECT attempts FROM parked_event WHERE event_key = :meter AND error_class LIKE '%HandlerTimedOut'")
                        .param("meter", meter)
                        .query(Integer.class)
                        .single())
                .isEqualTo(attempts);
    }

    private static void assertDeadAtOnce(String meter, String cause) {
        station.awaitDead(meter, 1);
        assertGoesOn(meter);
        assertThat(station.jdbc()
                        .sql(
                                "SELECT COUNT(*) FROM parked_event WHERE event_key = :meter AND attempts = 1 AND error_class LIKE :cause")
                        .param("meter", meter)
                        .param("cause", "%" + cause)
                        .query(Integer.class)
                        .single())
                .as("dead letters, one for each module")
                .isEqualTo(2);
    }

    private static void assertGoesOn(String meter) {
        String neighbour = Station.sameShardAs(meter + System.nanoTime());
        station.meters().install(neighbour);
        station.meters().read(neighbour);
        station.awaitBooked(neighbour, 1);
        station.awaitHandled();
    }

    private static String stack(String meter) {
        return station.jdbc()
                .sql("SELECT error_stack FROM parked_event WHERE event_key = :meter")
                .param("meter", meter)
                .query(String.class)
                .single();
    }

    private static void book(String meter) {
        station.jdbc()
                .sql("INSERT INTO ledger_entry (meter, reading) VALUES (:meter, -1)")
                .param("meter", meter)
                .update();
    }

    private static String huge(String meter, int reading) {
        return "{\"meter\":\"%s\",\"reading\":%d,\"note\":\"%s\"}"
                .formatted(meter, reading, "x".repeat(FIVE_MEGABYTES));
    }

    /** Writes an event as something else than this version's publisher would. */
    private static void write(String meter, String type, int version, String payload) {
        station.jdbc()
                .sql("""
                        INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, event_version, event_key,
                            shard, payload, traceparent, correlation_id, causation_id, created_at)
                        VALUES (:id, 'meter', :meter, :type, :version, :meter, :shard, :payload,
                            '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', :meter, NULL, UTC_TIMESTAMP(6))""")
                .param("id", Ids.next())
                .param("meter", meter)
                .param("type", type)
                .param("version", version)
                .param("shard", Shards.of(meter, 8))
                .param("payload", payload)
                .update();
    }
}

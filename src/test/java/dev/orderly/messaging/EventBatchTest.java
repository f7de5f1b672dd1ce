package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.eventbus.Subscribe;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.meters.MeterRead;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A module that takes its events in batches keeps every promise that the others keep. */
class EventBatchTest {

    static Station station;

    @BeforeAll
    static void start() {
        station = Station.start(
                TestDatabase.fresh(), "orderly.modules=meter,totals", "orderly.messaging.handler-time-limit=1s");
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @AfterEach
    void forget() {
        station.faults().clear();
    }

    @Test
    void many_events_come_in_few_batches_and_those_of_a_key_in_order() {
        List<String> meters = meters("many");
        for (int reading = 1; reading <= 5; reading++) {
            readAll(meters);
        }
        station.awaitHandled();
        assertThat(meters).allSatisfy(meter -> assertThat(totalled(meter)).containsExactly(1L, 2L, 3L, 4L, 5L));
        assertThat(batches("many")).isLessThan(50 / 2);
    }

    @Test
    void an_event_that_cannot_be_handled_parks_alone_with_those_behind_it_and_the_rest_of_its_batch_is_handled_once() {
        List<String> meters = meters("bad");
        String bad = meters.get(5);
        station.faults().on(bad, event -> {
            throw new IllegalStateException("not this one");
        });
        readAll(meters);
        readAll(meters);
        station.awaitHandled();
        assertThat(parked(bad)).containsExactly(1L, 2L);
        assertThat(totalled(bad)).isEmpty();
        assertThat(meters.stream().filter(meter -> !meter.equals(bad)))
                .allSatisfy(meter -> assertThat(totalled(meter)).containsExactly(1L, 2L));

        station.faults().clear();
        await().untilAsserted(() -> assertThat(totalled(bad)).containsExactly(1L, 2L));
    }

    @Test
    void an_event_that_does_not_end_parks_alone() {
        List<String> meters = meters("slow");
        String slow = meters.get(3);
        station.faults().on(slow, event -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        readAll(meters);
        station.awaitHandled();
        assertThat(parked(slow)).containsExactly(1L);
        assertThat(meters.stream().filter(meter -> !meter.equals(slow)))
                .allSatisfy(meter -> assertThat(totalled(meter)).containsExactly(1L));
        station.faults().clear();
        await().untilAsserted(() -> assertThat(totalled(slow)).containsExactly(1L));
    }

    @Test
    void an_event_whose_handler_takes_no_notice_is_left_behind_alone() {
        List<String> meters = meters("deaf");
        String deaf = meters.get(6);
        CountDownLatch released = new CountDownLatch(1);
        station.faults().on(deaf, event -> Uninterruptibles.awaitUninterruptibly(released));
        try {
            readAll(meters);
            station.awaitHandled();
            assertThat(parked(deaf)).containsExactly(1L);
            assertThat(meters.stream().filter(meter -> !meter.equals(deaf)))
                    .allSatisfy(meter -> assertThat(totalled(meter)).containsExactly(1L));
        } finally {
            station.faults().clear();
            released.countDown();
        }
        await().untilAsserted(() -> assertThat(station.context()
                        .getBean(Breakers.class)
                        .of("totals")
                        .view()
                        .handlersLeftBehind())
                .isZero());
        assertThat(totalled(deaf)).as("what the handler did").isEmpty();
    }

    @Test
    void a_payload_that_cannot_be_read_is_a_dead_letter_and_the_rest_of_its_batch_is_handled_once() {
        List<String> meters = meters("unreadable");
        String damaged = meters.get(4);
        station.transaction().executeWithoutResult(status -> {
            meters.forEach(station.meters()::read);
            station.jdbc()
                    .sql("UPDATE outbox SET payload = '[]' WHERE event_key = :meter")
                    .param("meter", damaged)
                    .update();
        });
        station.awaitHandled();
        assertThat(station.jdbc()
                        .sql("SELECT COUNT(*) FROM parked_event WHERE event_key = :meter AND dead_at IS NOT NULL")
                        .param("meter", damaged)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(meters.stream().filter(meter -> !meter.equals(damaged)))
                .allSatisfy(meter -> assertThat(totalled(meter)).containsExactly(1L));
    }

    @Test
    void a_listener_that_takes_single_events_is_refused_where_batches_are_declared() {
        Object single = new Object() {
            @Subscribe
            void on(MeterRead event) {}
        };
        assertThatThrownBy(() -> new ModuleBus(
                        Subscription.of("wrong", single, MeterRead.class).inBatches()))
                .hasMessageContaining("EventBatch")
                .hasMessageContaining("MeterRead");
    }

    private static List<String> meters(String name) {
        List<String> meters =
                IntStream.range(0, 10).mapToObj(n -> name + "-" + n).toList();
        meters.forEach(station.meters()::install);
        return meters;
    }

    /** In one transaction, so that they are put in line together. */
    private static void readAll(List<String> meters) {
        station.transaction().executeWithoutResult(status -> meters.forEach(station.meters()::read));
    }

    private static List<Long> totalled(String meter) {
        return station.jdbc()
                .sql("SELECT reading FROM total_entry WHERE meter = :meter ORDER BY id")
                .param("meter", meter)
                .query((row, n) -> row.getLong("reading"))
                .list();
    }

    private static int batches(String name) {
        return station.jdbc()
                .sql("SELECT COUNT(DISTINCT batch) FROM total_entry WHERE meter LIKE CONCAT(:name, '-%')")
                .param("name", name)
                .query(Integer.class)
                .single();
    }

    private static List<Long> parked(String meter) {
        return station.jdbc()
                .sql("""
                        SELECT JSON_VALUE(payload, '$.reading') AS reading FROM parked_event
                        WHERE event_key = :meter ORDER BY position""")
                .param("meter", meter)
                .query((row, n) -> row.getLong("reading"))
                .list();
    }
}

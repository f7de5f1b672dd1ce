package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.meters.MeterRead;
import dev.orderly.messaging.meters.MeterRemoved;
import dev.orderly.messaging.meters.ReadMeter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.transaction.IllegalTransactionStateException;

class PublishingTest {

    static Station station;

    @BeforeAll
    static void start() {
        station = Station.start(TestDatabase.fresh(), "orderly.messaging.longest-publish=200ms");
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @Test
    void a_published_event_reaches_every_module_that_subscribes_to_it() {
        station.meters().install("published");
        station.meters().read("published");
        station.awaitHandled();
        assertThat(station.booked("published")).containsExactly(1L);
        assertThat(station.count("SELECT COUNT(*) FROM chart_point WHERE meter = 'published'"))
                .isEqualTo(1);
    }

    @Test
    void a_publisher_that_rolls_back_leaves_no_event() {
        station.meters().install("rolled-back");
        assertThatThrownBy(() -> station.meters().readAndFail("rolled-back")).hasMessage("after publishing");
        assertThat(station.count("SELECT COUNT(*) FROM outbox WHERE event_key = 'rolled-back'"))
                .isZero();
    }

    @Test
    void what_commits_while_the_application_goes_down_commits_with_its_event() {
        TestDatabase database = TestDatabase.fresh();
        try (Station going = Station.start(database)) {
            going.meters().install("late");
            ReadMeter meters = going.meters();
            DefaultListableBeanFactory beans =
                    (DefaultListableBeanFactory) going.context().getBeanFactory();
            beans.registerDisposableBean("late", () -> meters.read("late"));
            beans.registerDependentBean("late", "outboxRecorder"); // which so is destroyed before it
        }
        try (Station next = Station.start(database)) {
            assertThat(next.count("SELECT reading FROM meter WHERE id = 'late'"))
                    .isEqualTo(1);
            next.awaitBooked("late", 1);
        }
    }

    @Test
    void an_event_published_outside_a_transaction_is_an_error() {
        assertThatThrownBy(() -> station.context().publishEvent(new MeterRead("outside", 1)))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("outside a transaction");
        assertThat(station.count("SELECT COUNT(*) FROM outbox WHERE event_key = 'outside'"))
                .isZero();
    }

    @Test
    void a_transaction_that_stays_open_too_long_after_publishing_is_rolled_back() {
        station.meters().install("too-slow");
        assertThatThrownBy(() -> station.transaction().executeWithoutResult(status -> {
                    station.meters().read("too-slow");
                    station.jdbc().sql("SELECT SLEEP(0.3)").query(Integer.class).single();
                }))
                .hasMessageContaining("orderly.messaging.longest-publish");
        assertThat(station.count("SELECT COUNT(*) FROM outbox WHERE event_key = 'too-slow'"))
                .isZero();
    }

    @Test
    void a_delayed_event_comes_once_and_not_before_its_time() {
        station.meters().install("delayed");
        Instant before = station.log().cursors().now();
        station.meters().readLater("delayed", Duration.ofMillis(400));
        station.awaitBooked("delayed", 1);
        Instant said = station.jdbc()
                .sql("SELECT created_at FROM outbox WHERE event_key = 'delayed'")
                .query((row, n) -> DatabaseTime.read(row, "created_at"))
                .single();
        assertThat(Duration.between(before, said)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(station.count("SELECT COUNT(*) FROM delayed_event WHERE event_key = 'delayed'"))
                .isZero();
    }

    @Test
    void a_delayed_event_of_a_transaction_that_rolls_back_never_comes() {
        station.meters().install("never");
        station.transaction().executeWithoutResult(status -> {
            station.meters().readLater("never", Duration.ZERO);
            status.setRollbackOnly();
        });
        assertThat(station.count("SELECT COUNT(*) FROM delayed_event WHERE event_key = 'never'"))
                .isZero();
    }

    @Test
    void an_event_carries_the_trace_of_the_request_that_caused_it() {
        station.meters().install("traced");
        Trace.enter("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        try {
            station.meters().read("traced");
        } finally {
            Trace.leave();
        }
        assertThat(station.jdbc()
                        .sql("SELECT traceparent, correlation_id FROM outbox WHERE event_key = 'traced'")
                        .query()
                        .singleRow())
                .hasEntrySatisfying(
                        "traceparent",
                        traceparent -> assertThat(String.valueOf(traceparent))
                                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                                .doesNotContain("00f067aa0ba902b7"))
                .containsEntry("correlation_id", "traced");
    }

    @Test
    void an_event_is_stored_under_its_stable_name_and_never_under_a_class_name() {
        station.transaction()
                .executeWithoutResult(status -> station.context().publishEvent(new MeterRemoved("stored")));
        assertThat(station.jdbc()
                        .sql("SELECT event_type, aggregate_type, aggregate_id FROM outbox WHERE event_key = 'stored'")
                        .query()
                        .singleRow())
                .containsEntry("event_type", "meter.removed")
                .containsEntry("aggregate_type", "meter")
                .containsEntry("aggregate_id", "stored");
    }
}

package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.PessimisticLockingFailureException;

class FailureTest {

    static Station station;

    @BeforeAll
    static void start() {
        station = Station.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @AfterEach
    void mend() {
        station.faults().clear();
        await().untilAsserted(() ->
                assertThat(station.count("SELECT COUNT(*) FROM parked_event")).isZero());
    }

    @Test
    void only_the_key_whose_handler_throws_waits_and_it_recovers_by_itself_in_order() {
        String other = Station.sameShardAs("broken");
        station.meters().install("broken");
        station.meters().install(other);
        station.faults().on("broken", event -> {
            throw new IllegalStateException("the ledger is closed");
        });
        for (int n = 0; n < 3; n++) {
            station.meters().read("broken");
            station.meters().read(other);
        }
        station.awaitBooked(other, 3);
        station.awaitHandled();
        assertThat(station.booked("broken")).isEmpty();
        assertThat(station.count("SELECT COUNT(*) FROM chart_point WHERE meter = 'broken'"))
                .as("another module is not concerned")
                .isEqualTo(3);
        assertThat(station.count("""
                        SELECT COUNT(*) FROM parked_event
                        WHERE module = 'ledger' AND event_key = 'broken' AND error_message = 'the ledger is closed'"""))
                .as("the cause is kept with the event that failed, not with those that wait behind it")
                .isEqualTo(1);

        station.faults().clear();
        station.awaitBooked("broken", 3);
        station.meters().read("broken");
        station.awaitBooked("broken", 4);
        assertThat(station.booked("broken")).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void nothing_of_a_failed_handler_stays_in_the_database() {
        station.meters().install("half-done");
        AtomicInteger attempts = new AtomicInteger();
        station.faults().on("half-done", event -> {
            station.jdbc()
                    .sql("INSERT INTO ledger_entry (meter, reading) VALUES ('half-done', -1)")
                    .update();
            if (attempts.incrementAndGet() <= 2) {
                throw new IllegalStateException("after half of the work");
            }
        });
        station.meters().read("half-done");
        station.awaitBooked("half-done", 2);
        assertThat(station.booked("half-done")).containsExactly(-1L, 1L);
    }

    @Test
    void a_handler_that_swallows_a_deadlock_loses_nothing() throws Exception {
        for (String meter : List.of("swallows", "rival-a", "rival-b")) {
            station.meters().install(meter);
        }
        CountDownLatch handlerHasA = new CountDownLatch(1);
        CountDownLatch rivalHasB = new CountDownLatch(1);
        AtomicInteger deadlocks = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        station.faults().on("swallows", event -> {
            if (calls.incrementAndGet() > 1) {
                return;
            }
            touch("rival-a");
            handlerHasA.countDown();
            awaitLatch(rivalHasB);
            try {
                touch("rival-b");
            } catch (PessimisticLockingFailureException swallowed) {
                deadlocks.incrementAndGet();
            }
        });
        Thread rival = Thread.ofVirtual()
                .start(() -> station.transaction().executeWithoutResult(status -> {
                    awaitLatch(handlerHasA);
                    // The database picks the one that has done less as the victim, and that is to be the handler.
                    for (int n = 0; n < 200; n++) {
                        station.meters().install("rival-work-" + n);
                    }
                    touch("rival-b");
                    rivalHasB.countDown();
                    touch("rival-a");
                }));
        station.meters().read("swallows");
        rival.join();
        station.awaitHandled();
        assertThat(deadlocks).as("deadlocks that the handler swallowed").hasValue(1);
        assertThat(station.booked("swallows")).containsExactly(1L);
    }

    @Test
    void an_event_that_cannot_be_read_is_parked_with_its_cause_and_the_shard_goes_on() {
        station.meters().install("unreadable");
        station.transaction().executeWithoutResult(status -> {
            station.meters().read("unreadable");
            station.jdbc()
                    .sql(
                            "UPDATE outbox SET payload = '{\"meter\":\"unreadable\",\"reading\":null}' WHERE event_key = 'unreadable'")
                    .update();
        });
        String other = Station.sameShardAs("unreadable");
        station.meters().install(other);
        station.meters().read(other);
        station.awaitBooked(other, 1);
        station.awaitHandled();
        assertThat(
                        station.count(
                                "SELECT COUNT(*) FROM parked_event WHERE event_key = 'unreadable' AND error_class LIKE '%UnreadableEvent'"))
                .as("parked for both modules")
                .isEqualTo(2);
        station.jdbc()
                .sql(
                        "UPDATE parked_event SET payload = '{\"meter\":\"unreadable\",\"reading\":1}', dead_at = NULL, next_attempt_at = UTC_TIMESTAMP(6)")
                .update();
        station.awaitBooked("unreadable", 1);
    }

    @Test
    void a_handler_that_catches_what_a_transactional_method_threw_is_not_committed() {
        station.meters().install("caught");
        AtomicInteger calls = new AtomicInteger();
        station.faults().on("caught", event -> {
            if (calls.incrementAndGet() == 1) {
                try {
                    station.meters().readAndFail("caught");
                } catch (IllegalStateException caught) {
                    // As a careless handler would.
                }
            }
        });
        station.meters().read("caught");
        station.awaitBooked("caught", 1);
        assertThat(station.count("SELECT COUNT(*) FROM outbox WHERE event_key = 'caught'"))
                .as("the event of the method that failed")
                .isEqualTo(1);
    }

    @Test
    void an_error_such_as_a_missing_class_parks_the_event_like_any_failure() {
        station.meters().install("linkage");
        AtomicInteger calls = new AtomicInteger();
        station.faults().on("linkage", event -> {
            if (calls.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("gone");
            }
        });
        station.meters().read("linkage");
        station.awaitBooked("linkage", 1);
        assertThat(calls).hasValue(2);
    }

    private static void touch(String meter) {
        station.jdbc()
                .sql("UPDATE meter SET reading = reading + 1 WHERE id = :meter")
                .param("meter", meter)
                .update();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

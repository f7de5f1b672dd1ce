package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A module that can handle nothing is paused; one that gets bad events is not. */
@ExtendWith(OutputCaptureExtension.class)
class BreakerTest {

    static Station station;

    @BeforeAll
    static void start() {
        station = Station.start(
                TestDatabase.fresh(),
                "orderly.messaging.breaker.first-probe=300ms",
                "orderly.messaging.breaker.longest-probe=400ms");
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    /** Nothing of another test is left: neither a pause nor keys that count towards the next one. */
    @BeforeEach
    void the_module_works() {
        String meter = "works-" + UUID.randomUUID();
        station.meters().install(meter);
        station.meters().read(meter);
        station.awaitBooked(meter, 1);
        awaitClosed();
    }

    @Test
    void a_module_whose_events_of_many_keys_fail_is_paused_and_goes_on_by_itself(CapturedOutput output) {
        List<String> meters = install("down", 60);
        meters.forEach(meter -> station.faults().on(meter, event -> {
            throw new IllegalStateException("the ledger is closed");
        }));
        meters.forEach(station.meters()::read);
        await().untilAsserted(() -> assertThat(breaker().state()).isEqualTo(Breaker.State.OPEN));
        assertThat(breaker().since()).isNotNull();
        assertThat(breaker().nextProbeAt()).isNotNull();
        assertThat(breaker().errorMessage()).isEqualTo("the ledger is closed");
        assertThat(open()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(breaker().probes()).isGreaterThanOrEqualTo(3));
        assertThat(station.count("SELECT COUNT(*) FROM parked_event WHERE event_key LIKE 'down-%'"))
                .as("parked events: those before the pause, and probes")
                .isLessThan(30);
        await().untilAsserted(
                        () -> assertThat(station.count("SELECT COUNT(*) FROM chart_point WHERE meter LIKE 'down-%'"))
                                .as("another module is not concerned")
                                .isEqualTo(60));
        assertThat(station.lags().shards())
                .as("what waits is seen")
                .anySatisfy(lag -> assertThat(lag.head() - lag.position()).isPositive());

        station.faults().clear();
        meters.forEach(meter -> station.awaitBooked(meter, 1));
        assertThat(breaker().state()).isEqualTo(Breaker.State.CLOSED);
        assertThat(open()).isZero();
        assertThat(station.count(
                        "SELECT COUNT(*) FROM parked_event WHERE event_key LIKE 'down-%' AND dead_at IS NOT NULL"))
                .isZero();
        assertThat(output.getAll().lines().filter(line -> line.contains("ledger is paused")))
                .hasSize(1);
        assertThat(output.getAll().lines().filter(line -> line.contains("ledger handles events again")))
                .hasSize(1);
    }

    /** Of some two thousand such backlogs one has ten bad ones in a row by chance. */
    @Test
    void bad_events_among_twice_as_many_good_ones_are_parked_and_pause_nothing(CapturedOutput output) {
        for (int round = 0; round < 8; round++) {
            List<String> bad = install("bad" + round, 100);
            List<String> good = install("good" + round, 200);
            bad.forEach(meter -> station.faults().on(meter, event -> {
                throw new Unrecoverable("this meter is broken");
            }));
            List<String> mixed = new ArrayList<>(bad);
            mixed.addAll(good);
            Collections.shuffle(mixed, new Random(round));
            station.transaction().executeWithoutResult(status -> mixed.forEach(station.meters()::read));
            station.awaitHandled();
            good.forEach(meter -> assertThat(station.booked(meter)).hasSize(1));
            assertThat(station.count(
                            "SELECT COUNT(*) FROM parked_event WHERE module = 'ledger' AND event_key LIKE 'bad%'"))
                    .isEqualTo(100);
            station.faults().clear();
            station.jdbc()
                    .sql("DELETE FROM parked_event WHERE event_key LIKE 'bad%'")
                    .update();
        }
        assertThat(output.getAll().lines().filter(line -> line.contains("ledger is paused")))
                .hasSizeLessThan(2);
    }

    @Test
    void bad_events_only_are_passed_one_after_the_other_until_a_good_one_comes() {
        List<String> bad = install("worse", 14);
        bad.forEach(meter -> station.faults().on(meter, event -> {
            throw new Unrecoverable("this meter is broken");
        }));
        bad.forEach(station.meters()::read);
        await().until(() -> breaker().state() != Breaker.State.CLOSED);
        station.meters().install("at-last");
        station.meters().read("at-last");
        station.awaitHandled();
        station.awaitBooked("at-last", 1);
        awaitClosed();
        station.faults().clear();
        station.jdbc()
                .sql("DELETE FROM parked_event WHERE event_key LIKE 'worse-%'")
                .update();
    }

    private static List<String> install(String name, int number) {
        List<String> meters =
                IntStream.range(0, number).mapToObj(n -> name + "-" + n).toList();
        meters.forEach(station.meters()::install);
        return meters;
    }

    private static void awaitClosed() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(breaker().state()).isEqualTo(Breaker.State.CLOSED));
    }

    private static Breaker.View breaker() {
        return station.context().getBean(Breakers.class).of("ledger").view();
    }

    private static double open() {
        return station.context()
                .getBean(MeterRegistry.class)
                .get("orderly.messaging.breaker.open")
                .tag("module", "ledger")
                .gauge()
                .value();
    }
}

package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How far behind each module is, and who says so when it is too far. */
@ExtendWith(OutputCaptureExtension.class)
class LagTest {

    static Station station;
    static LagMonitor monitor;
    static MeterRegistry registry;

    @BeforeAll
    static void start() {
        station = Station.start(
                TestDatabase.fresh(),
                "orderly.messaging.lag.warn=off",
                "orderly.messaging.lag.modules.ledger.warn=9 or 1h",
                "orderly.messaging.lag.modules.ledger.throttle=19",
                "orderly.messaging.workers.ledger=1");
        monitor = station.context().getBean(LagMonitor.class);
        registry = station.context().getBean(MeterRegistry.class);
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @AfterEach
    void letGo() {
        station.faults().clear();
        station.awaitHandled();
        monitor.look();
    }

    @Test
    void a_module_that_stands_still_is_behind_in_events_and_in_seconds_and_the_others_are_not() throws Exception {
        try (Standstill _ = standstill("slow", 4)) {
            await().untilAsserted(() -> {
                monitor.look();
                assertThat(gauge("lag", "ledger")).isEqualTo(4);
                assertThat(gauge("lag.age", "ledger")).isGreaterThan(0.05);
                assertThat(gauge("lag", "chart")).isZero();
                assertThat(gauge("lag.age", "chart")).isZero();
            });
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> lag("ledger").drain().state() == Drain.State.NOT_DRAINING);
            assertThat(gauge("drain.time", "ledger")).isNaN();
        }
        station.awaitHandled();
        monitor.look();
        assertThat(lag("ledger").drain().state()).isEqualTo(Drain.State.CAUGHT_UP);
        assertThat(gauge("drain.time", "ledger")).isZero();
    }

    @Test
    void events_that_the_relay_has_not_put_in_line_are_behind_for_every_module() throws Exception {
        station.meters().install("unseen");
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch mayGo = new CountDownLatch(1);
        Thread hanging = Thread.ofVirtual()
                .start(() -> station.transaction().executeWithoutResult(status -> {
                    station.log().outbox().lockSequence();
                    locked.countDown();
                    pass(mayGo);
                }));
        locked.await();
        station.meters().read("unseen");
        station.meters().read("unseen");

        LagSnapshot snapshot = monitor.look();

        assertThat(snapshot.unnumbered().events()).isEqualTo(2);
        assertThat(snapshot.modules())
                .hasSize(2)
                .allSatisfy(lag -> assertThat(lag.events()).isEqualTo(2))
                .allSatisfy(lag -> assertThat(lag.waitingSince()).isNotNull());
        assertThat(registry.get("orderly.messaging.without.position").gauge().value())
                .isEqualTo(2);
        await().untilAsserted(() -> {
            monitor.look();
            assertThat(registry.get("orderly.messaging.without.position.age")
                            .gauge()
                            .value())
                    .isGreaterThan(0.05);
        });
        mayGo.countDown();
        hanging.join();
    }

    @Test
    void parked_events_are_no_lag_but_the_oldest_unhandled_event_may_be_one_of_them() {
        station.faults().on("broken", event -> {
            throw new IllegalStateException("not now");
        });
        station.meters().install("broken");
        station.meters().read("broken");
        station.meters().read("broken");
        await().untilAsserted(() -> {
            ModuleLag lag = monitor.look().of("ledger").orElseThrow();
            assertThat(lag.parked()).isEqualTo(2);
            assertThat(lag.events()).isZero();
            assertThat(lag.unhandledAge())
                    .isEqualTo(lag.parkedAge())
                    .isGreaterThan(lag.age())
                    .isPositive();
        });
        assertThat(gauge("parked", "ledger")).isEqualTo(2);
        assertThat(gauge("parked.age", "ledger")).isPositive();
        station.faults().clear();
        station.awaitBooked("broken", 2);
    }

    @Test
    void a_module_with_more_parked_events_than_are_counted_hides_no_other() {
        station.meters().install("counted");
        for (int n = 0; n < 3; n++) {
            station.meters().read("counted");
        }
        station.awaitHandled();
        for (String module : List.of("a-first", "b-second")) {
            station.jdbc().sql("""
                            INSERT INTO parked_event (module, shard, position, event_id, aggregate_type, aggregate_id,
                                event_type, event_version, event_key, payload, traceparent, correlation_id, created_at,
                                parked_at, attempts, next_attempt_at)
                            SELECT :module, shard, position, event_id, aggregate_type, aggregate_id, event_type,
                                event_version, event_key, payload, traceparent, correlation_id, created_at,
                                created_at, 1, UTC_TIMESTAMP(6) + INTERVAL 1 HOUR
                            FROM outbox WHERE event_key = 'counted'""").param("module", module).update();
        }
        int shard = Shards.of("counted", 8);
        assertThat(new Lags(station.jdbc(), 2).parked(List.of("a-first", "b-second", "c-none")))
                .containsOnly(
                        Map.entry(new Lags.ParkedIn("a-first", shard), 2L),
                        Map.entry(new Lags.ParkedIn("b-second", shard), 2L));
        station.jdbc()
                .sql("DELETE FROM parked_event WHERE module IN ('a-first', 'b-second')")
                .update();
    }

    @Test
    void a_warning_is_logged_when_it_begins_and_when_it_ends_and_once_only(CapturedOutput output) throws Exception {
        try (Standstill _ = standstill("warned", 10)) {
            await().until(() -> lag("ledger").events() == 10);
            monitor.look();
            monitor.look();
            assertThat(monitor.warnsOf("ledger")).isTrue();
            assertThat(monitor.warnsOf("chart")).isFalse();
            assertThat(gauge("lag.warning", "ledger")).isEqualTo(1);
        }
        station.awaitHandled();
        monitor.look();
        monitor.look();
        assertThat(monitor.warnsOf("ledger")).isFalse();
        assertThat(output.getOut()).containsOnlyOnce("ledger is behind: 10 events, the oldest for ");
        assertThat(output.getOut()).containsOnlyOnce("ledger has caught up: 0 events");
    }

    @Test
    void past_the_second_limit_nobody_should_bring_more_until_there_is_half_of_it() throws Exception {
        assertThat(monitor.comeAgainIn()).isEmpty();
        try (Standstill _ = standstill("throttled", 20)) {
            await().until(() -> lag("ledger").events() == 20);
            assertThat(monitor.comeAgainIn())
                    .hasValueSatisfying(
                            time -> assertThat(time).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(120)));
            assertThat(gauge("lag.throttling", "ledger")).isEqualTo(1);
            assertThat(registry.get("orderly.messaging.throttled").counter().count())
                    .isPositive();
        }
        station.awaitHandled();
        monitor.look();
        assertThat(monitor.comeAgainIn()).isEmpty();
    }

    @Test
    void every_lane_tells_how_busy_its_connections_are() {
        assertThat(registry.get("hikaricp.connections.active").gauges())
                .extracting(gauge -> gauge.getId().getTag("pool"))
                .containsExactlyInAnyOrder("orderly-caller", "orderly-dispatch", "orderly-job", "orderly-relay");
    }

    private static ModuleLag lag(String module) {
        return monitor.look().of(module).orElseThrow();
    }

    private static double gauge(String name, String module) {
        return registry.get("orderly.messaging." + name)
                .tag("module", module)
                .gauge()
                .value();
    }

    /** The ledger's only worker stands in a handler, and so many events wait. */
    private static Standstill standstill(String meter, int events) {
        CountDownLatch mayGo = new CountDownLatch(1);
        station.faults().on(meter, event -> pass(mayGo));
        station.meters().install(meter);
        for (int n = 0; n < events; n++) {
            station.meters().read(meter);
        }
        return mayGo::countDown;
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends when closed. */
    private interface Standstill extends AutoCloseable {
        @Override
        void close();
    }
}

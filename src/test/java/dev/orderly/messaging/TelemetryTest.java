package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.broker.AtMostOnceConfiguration;
import dev.orderly.broker.RedisProcess;
import dev.orderly.messaging.TelemetryEvent.Page;
import dev.orderly.messaging.TelemetryEvent.PageView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted at most once. */
class TelemetryTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final TelemetryEvent VIEW = new PageView(Page.DOCS);

    @Test
    void what_waits_in_memory_is_counted() {
        MeterRegistry meters = new SimpleMeterRegistry();
        TelemetryCounters telemetry = new TelemetryCounters(new TelemetryInMemory(100), meters);
        telemetry.start();
        try {
            emit(telemetry, 42);
            awaitCounted(42, meters);
        } finally {
            telemetry.stop();
        }
    }

    @Test
    void what_finds_no_room_is_lost_and_nobody_waits_for_it() {
        MeterRegistry meters = new SimpleMeterRegistry();
        TelemetryCounters nobodyCounts = new TelemetryCounters(new TelemetryInMemory(10), meters);
        emit(nobodyCounts, 25);
        assertThat(lost(meters)).isEqualTo(15);
    }

    @Test
    void a_list_on_redis_loses_no_more_than_was_on_its_way_when_the_server_died() throws Exception {
        try (RedisProcess redis = new RedisProcess()) {
            redis.start();
            try (Station station = Station.start(
                    beans -> beans.registerBean(AtMostOnceConfiguration.class),
                    TestDatabase.fresh(),
                    "orderly.telemetry.type=redis-list",
                    "spring.data.redis.port=" + redis.port())) {
                Telemetry telemetry = station.context().getBean(Telemetry.class);
                MeterRegistry meters = station.context().getBean(MeterRegistry.class);
                double tried = untilOneIsCounted(telemetry, meters);
                double start = counted(meters) + lost(meters);
                assertThat(start).isEqualTo(tried);

                emit(telemetry, 500);
                awaitCounted(start - lost(meters) + 500, meters);

                redis.kill();
                double before = counted(meters);
                double lostBefore = lost(meters);
                emit(telemetry, 100);
                assertThat(counted(meters))
                        .as("counted while the server is away")
                        .isEqualTo(before);
                redis.start();
                double more = untilOneIsCounted(telemetry, meters);
                double afterwards = counted(meters);
                assertThat(afterwards).isLessThanOrEqualTo(before + 100 + more);

                emit(telemetry, 500);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(counted(meters)).isGreaterThanOrEqualTo(afterwards + 500));
                assertThat(counted(meters))
                        .as("counted since the server died, of what was emitted since: nothing twice")
                        .isLessThanOrEqualTo(before + 100 + more + 500);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(lost(meters))
                                .as("what was emitted while there was no server is said to be lost")
                                .isGreaterThanOrEqualTo(lostBefore + 100));
            }
        }
    }

    @Test
    void another_release_may_say_what_this_one_does_not_know() {
        assertThat(TelemetryEvent.of(VIEW.text())).contains(VIEW);
        for (String odd : List.of("", "page-view", "page-view elsewhere", "click docs", "page-view docs twice")) {
            assertThat(TelemetryEvent.of(odd)).as(odd).isEmpty();
        }
    }

    /** Emits until something is counted again, one at a time; how many were emitted. */
    private static double untilOneIsCounted(Telemetry telemetry, MeterRegistry meters) {
        double before = counted(meters);
        double[] tried = {0};
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> {
            if (counted(meters) > before) {
                return true;
            }
            double settled = counted(meters) + lost(meters);
            telemetry.emit(VIEW);
            tried[0]++;
            await().atMost(Duration.ofSeconds(5)).until(() -> counted(meters) + lost(meters) > settled);
            return counted(meters) > before;
        });
        return tried[0];
    }

    private static void emit(Telemetry telemetry, int times) {
        for (int n = 0; n < times; n++) {
            telemetry.emit(VIEW);
        }
    }

    private static void awaitCounted(double times, MeterRegistry meters) {
        await().atMost(SOON).untilAsserted(() -> assertThat(counted(meters)).isEqualTo(times));
    }

    private static double counted(MeterRegistry meters) {
        return meters.counter("orderly.telemetry.page.views", "page", "docs").count();
    }

    private static double lost(MeterRegistry meters) {
        return meters.counter("orderly.telemetry.lost").count();
    }
}

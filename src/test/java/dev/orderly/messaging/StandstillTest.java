package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A module that stands still is its own trouble and nobody else's. */
class StandstillTest {

    private static final int EVENTS = 200;

    @Test
    void publishers_and_the_other_modules_go_on_while_a_module_stands_still_with_every_worker_it_has()
            throws Exception {
        CountDownLatch mayGo = new CountDownLatch(1);
        try (Station station = Station.start(
                TestDatabase.fresh(),
                "orderly.messaging.workers.ledger=8",
                "spring.datasource.hikari.maximum-pool-size=3")) {
            List<String> meters =
                    IntStream.range(0, 40).mapToObj(n -> "still-" + n).toList();
            meters.forEach(meter -> station.faults().on(meter, event -> pass(mayGo)));
            meters.forEach(station.meters()::install);
            meters.forEach(station.meters()::read);
            MeterRegistry registry = station.context().getBean(MeterRegistry.class);
            await().untilAsserted(() -> assertThat(station.count("""
                            SELECT COUNT(*) FROM consumer_cursor WHERE module = 'ledger' FOR UPDATE SKIP LOCKED"""))
                    .as("the shards that no standing handler holds")
                    .isZero());

            publish(station, meters);

            await().untilAsserted(() -> assertThat(station.count("SELECT COUNT(*) FROM chart_point"))
                    .isEqualTo(EVENTS + 40));
            assertThat(station.count("SELECT COUNT(*) FROM ledger_entry")).isZero();
            assertThat(registry.get("hikaricp.connections.timeout").counters())
                    .allSatisfy(timeouts -> assertThat(timeouts.count()).isZero());
            mayGo.countDown();
            station.awaitHandled();
            assertThat(station.count("SELECT COUNT(*) FROM ledger_entry")).isEqualTo(EVENTS + 40);
        } finally {
            mayGo.countDown();
        }
    }

    private static void publish(Station station, List<String> meters) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> reads = new ArrayList<>();
            for (int n = 0; n < EVENTS; n++) {
                String meter = meters.get(n % meters.size());
                reads.add(threads.submit(() -> station.meters().read(meter)));
            }
            for (Future<?> read : reads) {
                read.get();
            }
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

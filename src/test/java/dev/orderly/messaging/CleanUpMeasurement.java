package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What publishers feel of the clean-up of a million events, and what a look at a backlog of a million costs. No test of
 * the suite, which its name keeps it out of: {@code mvn test -Dtest=CleanUpMeasurement}.
 */
class CleanUpMeasurement {

    private static final Logger LOG = LoggerFactory.getLogger(CleanUpMeasurement.class);
    private static final int EVENTS = Integer.getInteger("events", 1_000_000);
    private static final int PUBLISHERS = 2;
    private static final Duration WITHOUT = Duration.ofSeconds(20);

    @Test
    void publishers_feel_little_of_the_clean_up_of_a_million_events() throws Exception {
        try (Station station = Station.start(TestDatabase.fresh(), "orderly.modules=meter")) {
            station.meters().install("warm-up");
            station.meters().read("warm-up");
            station.jdbc().sql("""
                            INSERT INTO consumer_cursor (module, shard, position, generation, batch, moved_at)
                            SELECT 'archive', shard, 0, 1, 0, UTC_TIMESTAMP(6) FROM outbox_sequence""").update();
            await().until(() -> station.lags().unnumbered(0).events() == 0);
            fill(station);
            lookAtTheBacklog(station);
            station.jdbc().sql("""
                            UPDATE consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                            SET c.position = s.last_position""").update();

            AtomicBoolean over = new AtomicBoolean();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                report("without clean-up", publish(station, threads, "without", over, WITHOUT));
                long begun = System.nanoTime();
                Future<Long> cleaner = threads.submit(() -> cleanAll(station, over));
                report("during clean-up", publish(station, threads, "during", over, Duration.ofHours(1)));
                double seconds = (System.nanoTime() - begun) / 1e9;
                LOG.info("{} events cleaned up, {} a second", cleaner.get(), Math.round(cleaner.get() / seconds));
            }
        }
    }

    /** Doubles the one event that there is until there are enough, all of them in line. */
    private static void fill(Station station) {
        station.jdbc().sql("CREATE TABLE filling LIKE outbox").update();
        String columns = StoredEvent.COLUMNS;
        station.jdbc()
                .sql(
                        "INSERT INTO filling (%1$s, position, created_at, processed_at) SELECT %1$s, 1, created_at, processed_at FROM outbox LIMIT 1"
                                .formatted(columns))
                .update();
        station.jdbc().sql("DROP INDEX outbox_log ON filling").update();
        for (int rows = 1; rows < EVENTS; rows *= 2) {
            station.jdbc()
                    .sql(
                            "INSERT INTO filling (%1$s, position, created_at, processed_at) SELECT %1$s, 1, created_at, processed_at FROM filling LIMIT %2$d"
                                    .formatted(columns, EVENTS - rows))
                    .update();
        }
        int perShard = EVENTS / 8;
        for (int shard = 0; shard < 8; shard++) {
            long head = station.count("SELECT last_position FROM outbox_sequence WHERE shard = " + shard);
            station.jdbc()
                    .sql("""
                            INSERT INTO outbox (%s, position, created_at, processed_at)
                            SELECT %s, %d + ROW_NUMBER() OVER (ORDER BY id), created_at, processed_at
                            FROM filling ORDER BY id LIMIT %d""".formatted(
                                    columns, columns.replaceFirst("\\bshard\\b", shard + " AS shard"), head, perShard))
                    .update();
            station.jdbc()
                    .sql("UPDATE outbox_sequence SET last_position = last_position + %d WHERE shard = %d"
                            .formatted(perShard, shard))
                    .update();
        }
        station.jdbc().sql("DROP TABLE filling").update();
        station.jdbc().sql("ANALYZE TABLE outbox").query().listOfRows();
        assertThat(station.count("SELECT COUNT(*) FROM outbox")).isGreaterThanOrEqualTo(8L * perShard);
    }

    private static void lookAtTheBacklog(Station station) {
        LagMonitor monitor = station.context().getBean(LagMonitor.class);
        long[] looks = new long[50];
        for (int n = 0; n < looks.length; n++) {
            long begun = System.nanoTime();
            monitor.look();
            looks[n] = System.nanoTime() - begun;
        }
        LOG.info(
                "a module is {} events behind",
                monitor.look().of("archive").orElseThrow().events());
        report("looks at the backlog", LongStream.of(looks).boxed().toList());
    }

    private static long cleanAll(Station station, AtomicBoolean over) {
        CleanLog clean = new CleanLog(
                station.log(), 8, Retention.valueOf("1ms"), station.context().getBean(MeterRegistry.class));
        long before = station.count("SELECT COUNT(*) FROM outbox");
        while (clean.run()) {
            LOG.debug("There is more to clean up");
        }
        over.set(true);
        return before - station.count("SELECT COUNT(*) FROM outbox");
    }

    /** Publishes from several threads, each with a meter of its own, and returns how long each took. */
    private static List<Long> publish(
            Station station, ExecutorService threads, String name, AtomicBoolean over, Duration atMost)
            throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        List<Future<List<Long>>> publishers = new ArrayList<>();
        for (int n = 0; n < PUBLISHERS; n++) {
            String meter = name + "-" + n;
            station.meters().install(meter);
            publishers.add(threads.submit(() -> {
                List<Long> took = new ArrayList<>();
                while (System.nanoTime() < end && !over.get()) {
                    long begun = System.nanoTime();
                    station.meters().read(meter);
                    took.add(System.nanoTime() - begun);
                }
                return took;
            }));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> publisher : publishers) {
            all.addAll(publisher.get());
        }
        return all;
    }

    private static void report(String what, List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        LOG.info(
                "{}: {} times, p50 {} ms, p99 {} ms, max {} ms",
                what,
                sorted.size(),
                millis(sorted, 0.5),
                millis(sorted, 0.99),
                millis(sorted, 1));
    }

    private static double millis(List<Long> sorted, double share) {
        int index = (int) Math.min(sorted.size() - 1L, Math.round(sorted.size() * share));
        return Math.round(sorted.get(index) / 1e5) / 10.0;
    }
}

package dev.orderly.bench;

import dev.orderly.TestDatabase;
import dev.orderly.bench.Contestant.Seller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** C: a hundred sales a second, and how long after its commit the rows of a sale are committed. */
@Tag("C")
class LatencyBench {

    private static final int RATE = 100;
    private static final int SECONDS = Settings.GIVEN.isShort() ? 5 : 20;
    private static final int WARM_UP_SECONDS = 5;

    @Test
    void latency() throws Exception {
        Rounds rounds = new Rounds()
                .with("plain JDBC", LatencyBench::plain)
                .with("Orderly", LatencyBench::orderly)
                .run(Settings.GIVEN.rounds());
        String[] names = {"p50", "p95", "p99", "max"};
        String[] goals = {"at most 1.5", "", "at most 2", ""};
        for (int n = 0; n < names.length; n++) {
            Report.line(
                    "C",
                    "commit to effect, %s, ms".formatted(names[n]),
                    rounds.median("Orderly", n),
                    rounds.median("plain JDBC", n),
                    goals[n]);
        }
    }

    private static double[] plain() throws Exception {
        try (Plain plain = new Plain(TestDatabase.fresh(), 1)) {
            Watch watch = new Watch();
            plain.watch(watch::arrived);
            return measure(plain, watch, 1);
        }
    }

    private static double[] orderly() throws Exception {
        try (Shop shop = Shop.open(TestDatabase.fresh())) {
            Watch watch = new Watch();
            shop.watch(watch::arrived);
            return measure(shop, watch, Entries.TABLES.size());
        }
    }

    private static double[] measure(Contestant contestant, Watch watch, int effects) throws Exception {
        contestant.startConsumers();
        try (Seller seller = contestant.seller()) {
            sellSteadily(seller, watch, WARM_UP_SECONDS, 1);
            contestant.entries().await((long) WARM_UP_SECONDS * RATE, Duration.ofMinutes(1));
            watch.forget();
            sellSteadily(seller, watch, SECONDS, 1 + WARM_UP_SECONDS * RATE);
        }
        long sales = (long) (WARM_UP_SECONDS + SECONDS) * RATE;
        contestant.entries().await(sales, Duration.ofMinutes(1));
        contestant.entries().check(sales);
        return watch.percentiles(SECONDS * RATE * effects);
    }

    /** One sale every hundredth of a second; one that is late does not wait for the next beat. */
    private static void sellSteadily(Seller seller, Watch watch, int seconds, long firstNumber) throws Exception {
        int sales = seconds * RATE;
        List<Future<?>> sold = new ArrayList<>();
        try (ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor()) {
            for (int n = 0; n < sales; n++) {
                Sale sale = Sale.of(n % Settings.ACCOUNTS, firstNumber + n);
                Callable<Void> sell = () -> {
                    seller.sell(sale);
                    watch.committed(sale.id());
                    return null;
                };
                sold.add(beat.schedule(sell, n * 1_000_000L / RATE, TimeUnit.MICROSECONDS));
            }
        }
        for (Future<?> each : sold) {
            each.get();
        }
    }

    /** When each sale was committed, and when each of its rows. */
    private static final class Watch {

        private final Map<String, Long> committed = new ConcurrentHashMap<>();
        private final Queue<Map.Entry<String, Long>> arrived = new ConcurrentLinkedQueue<>();

        void committed(String sale) {
            committed.put(sale, System.nanoTime());
        }

        void arrived(String sale) {
            arrived.add(Map.entry(sale, System.nanoTime()));
        }

        void forget() {
            committed.clear();
            arrived.clear();
        }

        /** In milliseconds; a row that was there before the seller knew of its own commit took none. */
        double[] percentiles(int expected) throws InterruptedException {
            while (arrived.size() < expected) {
                Thread.sleep(5);
            }
            double[] sorted = arrived.stream()
                    .mapToDouble(arrival ->
                            Math.max(0, arrival.getValue() - Objects.requireNonNull(committed.get(arrival.getKey())))
                                    / 1e6)
                    .sorted()
                    .toArray();
            return Arrays.stream(new double[] {0.5, 0.95, 0.99, 1})
                    .map(share -> sorted[(int) Math.min(sorted.length - 1, share * sorted.length)])
                    .toArray();
        }
    }
}

package dev.orderly.bench;

import dev.orderly.TestDatabase;
import dev.orderly.bench.Contestant.Seller;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * C: a hundred sales a second, and how long after its commit the rows of a sale are committed. It comes first, while
 * nothing else has been asked of the server.
 */
@Tag("C")
@Order(1)
class LatencyBench {

    private static final int RATE = 100;
    private static final int SECONDS = Settings.GIVEN.isShort() ? 5 : 20;
    private static final int WARM_UP_SECONDS = 5;

    @Test
    void latency() throws Exception {
        Rounds rounds = new Rounds()
                .with("plain JDBC", LatencyBench::plain)
                .with("Orderly", LatencyBench::orderly)
                .warmUp()
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
        try (Plain plain = Plain.open(TestDatabase.fresh(), 1)) {
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
            new Beat(RATE, 1).sell(seller, watch, WARM_UP_SECONDS, 1);
            contestant.entries().await((long) WARM_UP_SECONDS * RATE, Duration.ofMinutes(1));
            watch.forget();
            new Beat(RATE, 1).sell(seller, watch, SECONDS, 1 + WARM_UP_SECONDS * RATE);
        }
        long sales = (long) (WARM_UP_SECONDS + SECONDS) * RATE;
        contestant.entries().await(sales, Duration.ofMinutes(1));
        contestant.entries().check(sales);
        return watch.percentiles(SECONDS * RATE * effects);
    }
}

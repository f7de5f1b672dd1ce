package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** B: many events wait in line; the consumers start. */
@Tag("B")
class BacklogBench {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void backlog() throws Exception {
        Rounds rounds = new Rounds()
                .with("plain JDBC", () -> plain(1))
                .with("ordinary handlers", BacklogBench::orderly)
                .with("batch handlers", () -> orderly("shop.batches=true"))
                .with("plain JDBC, 4 drainers", () -> plain(4))
                .warmUp()
                .run(Settings.GIVEN.rounds());
        double ceiling = rounds.median("plain JDBC");
        double four = rounds.median("plain JDBC, 4 drainers");
        Report.line(
                        "B",
                        "backlog, ordinary handlers, orders a second",
                        rounds.median("ordinary handlers"),
                        ceiling,
                        "at least 0.4")
                .note("with 4 drainers the ceiling is %.0f".formatted(four));
        Report.line(
                "B",
                "backlog, batch handlers, orders a second",
                rounds.median("batch handlers"),
                ceiling,
                "at least 0.8");
    }

    private static double[] plain(int drainers) throws Exception {
        int sales = Settings.GIVEN.sales();
        try (Plain plain = Plain.open(TestDatabase.fresh(), drainers)) {
            plain.fill(Settings.ACCOUNTS, sales / Settings.ACCOUNTS);
            return drain(plain, sales, drainers == 1);
        }
    }

    private static double[] orderly(String... properties) throws Exception {
        int sales = Settings.GIVEN.sales();
        try (Shop shop = Shop.withoutConsumers(TestDatabase.fresh(), properties)) {
            shop.fill(Settings.ACCOUNTS, sales / Settings.ACCOUNTS);
            return drain(shop, sales, true);
        }
    }

    /** From the first row on: how long an application takes to start is another workload. */
    private static double[] drain(Contestant contestant, int sales, boolean inOrder) throws Exception {
        contestant.startConsumers();
        long begun = System.nanoTime();
        contestant.entries().await(sales, PATIENCE);
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (inOrder) {
            contestant.entries().check(sales);
        }
        return new double[] {sales / seconds};
    }
}

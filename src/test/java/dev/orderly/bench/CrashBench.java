package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** D: the process is killed half-way through A and started again. */
@Tag("D")
class CrashBench {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void crash() throws Exception {
        Rounds rounds = new Rounds().with("Orderly", CrashBench::killHalfWay).run(Settings.GIVEN.rounds());
        Report.line("D", "SIGKILL, from readiness until caught up, s", rounds.median("Orderly"), "within 3")
                .note("%.0f rows were missing when it was ready again; %.1f s from its start to its readiness"
                        .formatted(rounds.median("Orderly", 1), rounds.median("Orderly", 2)));
        Report.line("D", "SIGKILL, lost", rounds.median("Orderly", 3), "0");
        Report.line("D", "SIGKILL, doubled", rounds.median("Orderly", 4), "0");
    }

    private static double[] killHalfWay() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        int half = Settings.GIVEN.sales() / 2;
        try (Entries entries = new Entries(database)) {
            try (ShopProcess shop = ShopProcess.launch(database, ShopProcess.EVERYTHING, List.of())) {
                shop.awaitOpen();
                shop.sell(0, Sellers.THREADS, Settings.GIVEN.sales(), 1);
                awaitSales(entries, half);
                shop.kill();
            }
            long begun = System.nanoTime();
            try (ShopProcess again = ShopProcess.launch(database, ShopProcess.EVERYTHING, List.of())) {
                again.awaitOpen();
                return catchUp(entries, begun);
            }
        }
    }

    /** What the dead process had committed is known to nobody but the database. */
    private static double[] catchUp(Entries entries, long begun) throws Exception {
        long ready = System.nanoTime();
        long sales = entries.number("SELECT COUNT(*) FROM sale");
        long missing = Entries.TABLES.size() * sales - entries.writtenByAll();
        entries.await(sales, PATIENCE);
        double seconds = (System.nanoTime() - ready) / 1e9;
        double[] figures = {seconds, missing, (ready - begun) / 1e9, entries.lost(sales), entries.doubled()};
        entries.check(sales);
        return figures;
    }

    private static void awaitSales(Entries entries, int sales) throws Exception {
        while (entries.number("SELECT COUNT(*) FROM sale") < sales) {
            Thread.sleep(20);
        }
    }
}

package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A: eight sellers and three consumers at once, until every row is there. */
@Tag("A")
class EndToEndBench {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int WARM_UP = 2_000;

    @Test
    void end_to_end() throws Exception {
        Rounds rounds = new Rounds()
                .with("plain JDBC", () -> measure(new Plain(TestDatabase.fresh(), 1)))
                .with("Orderly", () -> measure(Shop.open(TestDatabase.fresh())))
                .with("plain JDBC, 4 drainers", () -> measure(new Plain(TestDatabase.fresh(), 4)))
                .run(Settings.GIVEN.rounds());
        double ours = rounds.median("Orderly");
        double ceiling = rounds.median("plain JDBC");
        Report.line("A", "end to end, orders a second", ours, ceiling, "at least 0.8")
                .note("with 4 drainers the ceiling is %.0f".formatted(rounds.median("plain JDBC, 4 drainers")));
    }

    private static double[] measure(Contestant contestant) throws Exception {
        try (contestant) {
            contestant.startConsumers();
            Sellers.sell(contestant, WARM_UP, 1);
            contestant.entries().await(WARM_UP, PATIENCE);
            int sales = Settings.GIVEN.sales();
            long begun = System.nanoTime();
            Sellers.sell(contestant, sales, 1_000);
            contestant.entries().await(WARM_UP + sales, PATIENCE);
            double seconds = (System.nanoTime() - begun) / 1e9;
            contestant.entries().check(WARM_UP + sales);
            return new double[] {sales / seconds};
        }
    }
}

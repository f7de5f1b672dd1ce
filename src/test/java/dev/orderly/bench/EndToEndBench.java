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
                .with("plain JDBC", () -> measure(database -> Plain.open(database, 1)))
                .with("Orderly", () -> measure(Shop::open))
                .with("plain JDBC, 4 drainers", () -> measure(database -> Plain.open(database, 4)))
                .warmUp()
                .run(Settings.GIVEN.rounds());
        double ours = rounds.median("Orderly");
        double ceiling = rounds.median("plain JDBC");
        Report.line("A", "end to end, orders a second", ours, ceiling, "at least 0.8")
                .note("with 4 drainers the ceiling is %.0f".formatted(rounds.median("plain JDBC, 4 drainers")));
        cost(rounds, 1, "statements");
        cost(rounds, 2, "commits");
        cost(rounds, 3, "rows written");
        cost(rounds, 4, "bytes of binary log");
    }

    /** What an order costs the database, its event and three consumers included. */
    private static void cost(Rounds rounds, int figure, String what) {
        Report.line("A", what + " an order", rounds.median("Orderly", figure), rounds.median("plain JDBC", figure), "");
    }

    private static double[] measure(Opened opened) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Contestant contestant = opened.on(database);
                DatabaseLoad.Gauge gauge = new DatabaseLoad.Gauge(database)) {
            contestant.startConsumers();
            Sellers.sell(contestant, WARM_UP, 1);
            contestant.entries().await(WARM_UP, PATIENCE);
            int sales = Settings.GIVEN.sales();
            gauge.begin();
            Sellers.sell(contestant, sales, 1_000);
            contestant.entries().await(WARM_UP + sales, PATIENCE);
            DatabaseLoad load = gauge.end();
            contestant.entries().check(WARM_UP + sales);
            return new double[] {
                load.perSecond(sales),
                load.questions() / sales,
                load.commits() / sales,
                load.rows() / sales,
                load.binlogBytes() / sales
            };
        }
    }

    @FunctionalInterface
    private interface Opened {
        Contestant on(TestDatabase database) throws Exception;
    }
}

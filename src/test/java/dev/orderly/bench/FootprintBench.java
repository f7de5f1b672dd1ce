package dev.orderly.bench;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** I: how big it is, how soon it is ready, and how much memory it takes. */
@Tag("I")
class FootprintBench {

    /** Of all that it needs to keep alive this is three times as much. */
    private static final int SMALL_HEAP = 192;

    private static final int RATE = 200;
    private static final int SECONDS = Settings.GIVEN.isShort() ? 5 : 20;

    @Test
    void size() throws Exception {
        Report.line("I", "size of the jar, MB", Files.size(OrderlyProcess.JAR) / 1e6, "less than 60");
    }

    @Test
    void readiness() throws Exception {
        TestDatabase migrated = TestDatabase.fresh();
        List<String> jar = Product.jar(SMALL_HEAP);
        QuickLayout layout = QuickLayout.make(migrated);
        List<String> quick = layout.arguments(SMALL_HEAP);
        start(migrated, quick);
        Rounds rounds = new Rounds()
                .with("jar", () -> start(migrated, jar))
                .with("quick", () -> start(migrated, quick))
                .with("quick, cold", () -> {
                    layout.chill();
                    return start(migrated, quick);
                })
                .with("quick, empty database", () -> start(TestDatabase.fresh(), quick))
                .with("jar, empty database", () -> start(TestDatabase.fresh(), jar))
                .run(Settings.GIVEN.rounds());
        Report.line("I", "readiness, laid out, AOT cache, s", rounds.median("quick"), "within 4")
                .note("the cache is %.0f MB; the slowest took %.1f s"
                        .formatted(Files.size(layout.cache()) / 1e6, rounds.most("quick")));
        Report.line("I", "readiness, the same, files not in memory, s", rounds.median("quick, cold"), "");
        Report.line("I", "readiness, the same, empty database, s", rounds.median("quick, empty database"), "");
        Report.line("I", "readiness, plain jar, s", rounds.median("jar"), "");
        Report.line("I", "readiness, plain jar, empty database, s", rounds.median("jar, empty database"), "");
    }

    private static double[] start(TestDatabase database, List<String> arguments) throws Exception {
        try (Product product = Product.launch(database, arguments)) {
            return new double[] {product.awaitReady()};
        }
    }

    @Test
    void memory() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        QuickLayout layout = QuickLayout.make(database);
        try (Product product = Product.launch(database, layout.arguments(SMALL_HEAP))) {
            product.awaitReady();
            double peakAfterStart = product.peakMegabytes();
            double heapAfterStart = product.heapMegabytes();
            ProductLoad load = new ProductLoad(product.api());
            load.stock();
            double rate = load.place(RATE, SECONDS);
            Report.line(
                            "I",
                            "resident memory at most, 192 MB heap, under load, MB",
                            product.peakMegabytes(),
                            "less than 400")
                    .note("%.0f orders a second over HTTP for %d s; after the start %.0f MB"
                            .formatted(rate, SECONDS, peakAfterStart));
            Report.line("I", "heap in use after the load, MB", product.heapMegabytes(), "")
                    .note("after the start %.0f MB".formatted(heapAfterStart));
        }
    }
}

package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** B once more: a million events wait in line, and the consumers have a small heap. */
@Tag("B")
@DisabledIfSystemProperty(named = "bench.short", matches = "true", disabledReason = "it takes many minutes")
class MillionBench {

    private static final long MILLION = 1_000_000;
    private static final int SLICES = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** Up to where the slowest consumer has come. */
    private static final String HANDLED = """
            SELECT MIN(handled)
            FROM (SELECT SUM(position) AS handled FROM consumer_cursor GROUP BY module) AS consumers
            """;

    @Test
    void million() throws Exception {
        Path log = Path.of("target/bench/million-gc.log").toAbsolutePath();
        double few =
                drain(Settings.GIVEN.sales(), Path.of("target/bench/few-gc.log").toAbsolutePath())[SLICES];
        double[] rates = drain(MILLION, log);
        GcLog heap = GcLog.read(log);
        Report.line(
                        "B",
                        "backlog of 1,000,000, ordinary handlers, orders a second (beside it: %,d)"
                                .formatted(Settings.GIVEN.sales()),
                        rates[SLICES],
                        few,
                        "the same")
                .note("tenth by tenth "
                        + Arrays.stream(rates, 0, SLICES)
                                .mapToObj(rate -> String.format(Locale.ROOT, "%.0f", rate))
                                .collect(Collectors.joining(", ")));
        Report.line("B", "backlog of 1,000,000, heap at most, MB", heap.most(), "under 256")
                .note(
                        "of %d; after a collection at most %.0f MB, and %.0f MB in the last tenth against %.0f MB in the first"
                                .formatted(
                                        ShopProcess.HEAP,
                                        heap.mostAfter(),
                                        heap.after(SLICES - 1, SLICES),
                                        heap.after(0, SLICES)));
    }

    /** The rate of each slice, and then that of all together, from the first event handled to the last. */
    private static double[] drain(long events, Path gcLog) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Shop shop = Shop.withoutConsumers(database)) {
            shop.fill(Settings.ACCOUNTS, 1);
        }
        Copies.fill(database, 2, events / Settings.ACCOUNTS);
        long all = events + Settings.ACCOUNTS;
        List<String> options = List.of("-Xlog:gc:file=" + gcLog);
        try (Entries entries = new Entries(database);
                ShopProcess consumers = ShopProcess.launch(database, ShopProcess.CONSUMERS, options)) {
            long begun = reached(entries, 1);
            double[] seconds = new double[SLICES];
            for (int slice = 0; slice < SLICES; slice++) {
                seconds[slice] = (reached(entries, all * (slice + 1) / SLICES) - begun) / 1e9;
            }
            consumers.awaitOpen();
            entries.await(all, PATIENCE);
            entries.check(all);
            return DoubleStream.concat(
                            IntStream.range(0, SLICES)
                                    .mapToDouble(n -> all / (SLICES * (seconds[n] - (n == 0 ? 0 : seconds[n - 1])))),
                            DoubleStream.of(all / seconds[SLICES - 1]))
                    .toArray();
        }
    }

    private static long reached(Entries entries, long events) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (entries.number(HANDLED) < events) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Only %d of %d are handled".formatted(entries.number(HANDLED), events));
            }
            Thread.sleep(20);
        }
        return System.nanoTime();
    }
}

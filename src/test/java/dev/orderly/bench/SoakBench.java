package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** H: half of what it can do, for long, with clean-up running; what the first and the last quarter differ in is drift. */
@Tag("H")
class SoakBench {

    private static final int WINDOWS = Settings.GIVEN.isShort() ? 5 : 20;
    private static final int WINDOW_SECONDS = Settings.GIVEN.isShort() ? 5 : 60;
    private static final String RETENTION = Settings.GIVEN.isShort() ? "5s" : "60s";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Events that some module has not handled, and those that are not yet in line. */
    private static final String LAG = """
            SELECT COALESCE((SELECT MAX(s.last_position - c.position)
                             FROM consumer_cursor c
                             JOIN outbox_sequence s ON s.shard = c.shard), 0)
                   + (SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL)
            """;

    /** What a minute was like; latencies in ms, the heap in MB after a collection, the log in rows, the lag in events. */
    private record Window(double rate, double p50, double p99, double heap, double log, double lag) {}

    @Test
    void soak() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Entries entries = new Entries(database);
                ShopProcess shop = ShopProcess.launch(
                        database, ShopProcess.EVERYTHING, List.of(), "orderly.messaging.retention=" + RETENTION)) {
            shop.awaitOpen();
            double most = maximum(shop, entries);
            int rate = (int) (most / 2);
            int sold = Settings.GIVEN.sales();
            List<Window> windows = new ArrayList<>();
            for (int n = 0; n < WINDOWS; n++) {
                windows.add(window(shop, entries, rate, 1_000 + n * rate * WINDOW_SECONDS));
                sold += rate * WINDOW_SECONDS;
                System.out.println("Window " + n + ": " + windows.getLast());
            }
            entries.check(sold);
            report(windows, most);
        }
    }

    /** What the shop can do, which also gets it warm. */
    private static double maximum(ShopProcess shop, Entries entries) throws Exception {
        int sales = Settings.GIVEN.sales();
        long begun = System.nanoTime();
        shop.sell(0, Sellers.THREADS, sales, 1);
        shop.answer(PATIENCE);
        entries.await(sales, PATIENCE);
        return sales / ((System.nanoTime() - begun) / 1e9);
    }

    private static Window window(ShopProcess shop, Entries entries, int rate, int firstNumber) throws Exception {
        long begun = System.nanoTime();
        shop.beat(rate, WINDOW_SECONDS, firstNumber);
        double lag = 0;
        int looks = 0;
        double log = 0;
        while (!shop.hasAnswered()) {
            lag += entries.number(LAG);
            log = Math.max(log, (double) entries.number("SELECT COUNT(*) FROM outbox"));
            looks++;
            Thread.sleep(1_000);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double[] answer = shop.answer(PATIENCE);
        return new Window(rate * WINDOW_SECONDS / seconds, answer[0], answer[1], answer[2], log, lag / looks);
    }

    private static void report(List<Window> windows, double most) {
        compare(windows, "orders a second", Window::rate)
                .note("the maximum was %.0f; %d windows of %d s, events are kept for %s"
                        .formatted(most, WINDOWS, WINDOW_SECONDS, RETENTION));
        compare(windows, "p50, ms", Window::p50);
        compare(windows, "p99, ms", Window::p99);
        compare(windows, "heap after a collection, MB", Window::heap);
        compare(windows, "events in the log", Window::log);
        compare(windows, "lag, events", Window::lag);
    }

    private static Report.Line compare(List<Window> windows, String figure, ToDoubleFunction<Window> of) {
        int quarter = WINDOWS / 4;
        return Report.line(
                "H",
                "soak, last quarter (beside it: first), " + figure,
                mean(windows.subList(WINDOWS - quarter, WINDOWS), of),
                mean(windows.subList(0, quarter), of),
                "no drift");
    }

    private static double mean(List<Window> windows, ToDoubleFunction<Window> of) {
        return windows.stream().mapToDouble(of).average().orElse(Double.NaN);
    }
}

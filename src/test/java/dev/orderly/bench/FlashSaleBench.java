package dev.orderly.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G: ten thousand buyers at the same moment, for a tenth of what they want. */
@Tag("G")
class FlashSaleBench {

    private static final int BUYERS = Settings.GIVEN.isShort() ? 300 : 10_000;
    private static final int CONNECTIONS = Math.min(BUYERS, 2_000);
    private static final int PIECES = BUYERS / 10;
    private static final int SKUS = 1_000;
    private static final int WARM_UP = Settings.GIVEN.isShort() ? 300 : 5_000;

    private final AtomicInteger sales = new AtomicInteger();

    @Test
    void flash_sale() throws Exception {
        try (WebServer bare = WebServer.bare();
                WebServer orderly = WebServer.orderly(Map.of())) {
            OrderBook book = new OrderBook(orderly.database());
            book.stock(Load.PLENTY, Load.PLENTY_SKUS, 100_000_000);
            orderly.serve(Load.usual(32, 0, WARM_UP));
            bare.serve(Load.usual(32, 0, WARM_UP));
            book.awaitRest();
            Rounds rounds = new Rounds()
                    .with("bare, hot", () -> figures(bare.serve(hot("HOT-")), 0))
                    .with("Orderly, hot", () -> sellHot(orderly, book))
                    .with("bare, spread", () -> figures(bare.serve(spread("SPREAD-")), 0))
                    .with("Orderly, spread", () -> sellSpread(orderly, book))
                    .run(Settings.GIVEN.rounds());
            report(rounds, "one SKU", "Orderly, hot", "bare, hot");
            report(rounds, "1,000 SKUs", "Orderly, spread", "bare, spread");
            Report.line(
                            "G",
                            "one SKU, orders a second until all have their state",
                            BUYERS / rounds.median("Orderly, hot", 1),
                            BUYERS / rounds.median("Orderly, spread", 1),
                            "at least 0.7")
                    .note("beside it 1,000 SKUs");
        }
    }

    private static void report(Rounds rounds, String what, String ours, String bare) {
        double ceiling = rounds.median(bare, 0);
        Report.line("G", what + ", seconds until all are answered", rounds.median(ours, 0), ceiling, "at most 1.5")
                .note("%d buyers over %d connections; the ceiling is a bare controller".formatted(BUYERS, CONNECTIONS));
        Report.line("G", what + ", seconds until all have their state", rounds.median(ours, 1), ceiling, "at most 3");
        Report.line("G", what + ", errors", rounds.median(ours, 2), "0")
                .note("bare controller: %.0f".formatted(rounds.median(bare, 2)));
    }

    private static Load hot(String sku) {
        return new Load(CONNECTIONS, 500, BUYERS, 0, sku, 1, 1, 1);
    }

    private static Load spread(String sku) {
        return new Load(CONNECTIONS, 500, BUYERS, 0, sku, SKUS, 2, 4);
    }

    private double[] sellHot(WebServer orderly, OrderBook book) throws Exception {
        String sku = "HOT-%d-".formatted(sales.incrementAndGet());
        book.stock(sku, 1, PIECES);
        double[] figures = sell(orderly, book, hot(sku));
        if (book.reserved(sku) != PIECES) {
            throw new AssertionError("Of %d pieces %d were sold".formatted(PIECES, book.reserved(sku)));
        }
        return figures;
    }

    private double[] sellSpread(WebServer orderly, OrderBook book) throws Exception {
        String sku = "SPREAD-%d-".formatted(sales.incrementAndGet());
        book.stock(sku, SKUS, Math.max(1, 3 * BUYERS / SKUS / 10));
        return sell(orderly, book, spread(sku));
    }

    private static double[] sell(WebServer orderly, OrderBook book, Load load) throws Exception {
        Served served = book.serve(orderly, load);
        book.awaitStates();
        book.checkStock(load.sku());
        book.awaitRest();
        return figures(served, book.secondsToStates(load.orders() - served.errors()));
    }

    private static double[] figures(Served served, double secondsToStates) {
        return new double[] {served.seconds(), secondsToStates, served.errors()};
    }
}

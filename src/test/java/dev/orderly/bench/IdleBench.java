package dev.orderly.bench;

import dev.orderly.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** C, the other half: what an instance asks the database when there is nothing to do. */
@Tag("C")
class IdleBench {

    private static final int SETTLE_SECONDS = Settings.GIVEN.isShort() ? 10 : 30;
    private static final int SECONDS = Settings.GIVEN.isShort() ? 20 : 60;
    private static final int ORDERS = 10;

    @Test
    void idle() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Product product = Product.launch(database, Product.jar(192));
                DatabaseLoad.Gauge gauge = new DatabaseLoad.Gauge(database)) {
            product.awaitReady();
            ProductLoad load = new ProductLoad(product.api());
            load.stock();
            load.place(ORDERS, 1);
            Thread.sleep(SETTLE_SECONDS * 1_000L);
            gauge.begin();
            Thread.sleep(SECONDS * 1_000L);
            DatabaseLoad idle = gauge.end();
            Report.line("C", "idle, queries a second of one instance", idle.perSecond(idle.questions()), "under 5")
                    .note("%.2f commits a second".formatted(idle.perSecond(idle.commits())));
        }
    }
}

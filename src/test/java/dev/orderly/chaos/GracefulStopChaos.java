package dev.orderly.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Report.class)
class GracefulStopChaos {

    @Test
    void who_is_told_to_stop_answers_every_order_that_it_accepts() throws Exception {
        try (Site site = new Site("told to stop", TestDatabase.fresh(), 1, Map.of())) {
            site.open();
            for (int stop = 0; stop < Settings.given().oneIn(6, 2); stop++) {
                Moment.any(site.random()).await(site);
                long told = System.nanoTime();
                assertThat(site.instance(0).process().stop()).isEqualTo(143);
                site.result().struck();
                await("answers on their way")
                        .untilAsserted(
                                () -> assertThat(acceptedWithoutAnAnswer(site)).isEmpty());
                site.instance(0).start();
                site.result().recovered(site.shoppers().awaitAcceptedAfter(told, Site.PATIENCE));
                site.shoppers().awaitAccepted(30, Site.PATIENCE);
            }
            site.settle();
        }
    }

    /** Whose call ended in an error although their order was stored. */
    private static List<Purchase> acceptedWithoutAnAnswer(Site site) throws Exception {
        List<String> stored = site.tables().rows("SELECT customer_email FROM orders").stream()
                .map(row -> row.get("customer_email"))
                .toList();
        return site.shoppers().purchases().stream()
                .filter(purchase -> purchase.id() == null && purchase.wasBroken() && stored.contains(purchase.email()))
                .toList();
    }
}

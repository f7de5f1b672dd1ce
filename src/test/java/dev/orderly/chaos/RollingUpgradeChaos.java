package dev.orderly.chaos;

import dev.orderly.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** As docs/upgrading.md has it. */
@ExtendWith(Report.class)
class RollingUpgradeChaos {

    @Test
    void the_release_before_runs_beside_this_one_and_leaves_while_orders_keep_coming() throws Exception {
        Path former = FormerRelease.jar();
        try (Site site = new Site("rolling upgrade", TestDatabase.fresh(), 2, Map.of())) {
            Instance newer = site.instance(0);
            Instance older = site.instance(1);
            older.runs(former);
            site.open(List.of(older));
            site.shoppers().awaitAccepted(50, Site.PATIENCE);
            newer.start();
            site.shoppers().awaitAccepted(200, Site.PATIENCE);
            long told = System.nanoTime();
            older.process().stop();
            site.result().struck();
            site.result().recovered(site.shoppers().awaitAcceptedAfter(told, Site.PATIENCE));
            site.shoppers().awaitAccepted(50, Site.PATIENCE);
            site.settle();
        }
    }
}

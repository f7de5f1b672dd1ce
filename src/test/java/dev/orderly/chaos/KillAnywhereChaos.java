package dev.orderly.chaos;

import dev.orderly.TestDatabase;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Report.class)
class KillAnywhereChaos {

    @Test
    void the_only_instance_is_killed_again_and_again() throws Exception {
        try (Site site = new Site("kill anywhere", TestDatabase.fresh(), 1, Map.of())) {
            site.open();
            killAgainAndAgain(site, Settings.given().kills());
            site.settle();
        }
    }

    /** Each time at another moment; sometimes before it is up again, sometimes after a night. */
    static void killAgainAndAgain(Site site, int kills) throws Exception {
        while (site.result().strikes() < kills) {
            Moment.any(site.random()).await(site);
            Instance instance = site.anyInstance();
            instance.kill();
            long killed = System.nanoTime();
            site.result().struck();
            if (site.random().nextInt(3) == 0 && site.nobodyRuns()) {
                site.letLeasesRunOut();
            }
            if (site.random().nextInt(5) == 0) {
                killWhileStarting(site, instance);
            }
            instance.start();
            site.result().recovered(site.shoppers().awaitAcceptedAfter(killed, Site.PATIENCE));
            site.shoppers().awaitAccepted(5 + site.random().nextInt(60), Site.PATIENCE);
        }
    }

    private static void killWhileStarting(Site site, Instance instance) throws Exception {
        instance.launch();
        TimeUnit.MILLISECONDS.sleep(1000 + site.random().nextInt(6000));
        instance.kill();
        site.result().struck();
    }
}

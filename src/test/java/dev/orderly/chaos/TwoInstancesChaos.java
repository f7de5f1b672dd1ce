package dev.orderly.chaos;

import dev.orderly.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Report.class)
class TwoInstancesChaos {

    @Test
    void one_of_two_instances_is_killed_while_the_other_goes_on() throws Exception {
        try (Site site = new Site("two instances, one killed", TestDatabase.fresh(), 2, Map.of())) {
            site.open();
            for (int kill = 0; kill < Settings.given().oneIn(5, 4); kill++) {
                Moment.any(site.random()).await(site);
                Instance victim = site.instance(site.random().nextInt(2));
                victim.kill();
                long killed = System.nanoTime();
                site.result().struck();
                Backlog backlog = Backlog.of(site.tables());
                site.result().recovered(site.shoppers().awaitAcceptedAfter(killed, Site.PATIENCE));
                backlog.awaitHandled();
                site.result().drained(Duration.ofNanos(System.nanoTime() - killed));
                victim.start();
                site.shoppers().awaitAccepted(20, Site.PATIENCE);
            }
            site.settle();
        }
    }
}

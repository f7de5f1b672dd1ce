package dev.orderly.chaos;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderly.Cable;
import dev.orderly.MortalDatabase;
import dev.orderly.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Report.class)
class DatabaseChaos {

    @Test
    void the_database_server_is_killed_and_comes_back() throws Exception {
        Optional<MortalDatabase> started = MortalDatabase.start();
        assumeTrue(started.isPresent(), "There is no database server here that could be killed.");
        try (MortalDatabase server = started.orElseThrow();
                Site site = new Site("database killed", server.database(), 1, Map.of())) {
            site.open();
            for (int kill = 0; kill < Settings.given().oneIn(7, 3); kill++) {
                Moment.any(site.random()).await(site);
                server.kill();
                site.result().struck();
                TimeUnit.MILLISECONDS.sleep(site.random().nextInt(3000));
                server.bringUp();
                recover(site);
            }
            site.result().note("the server was " + server.description());
            site.settle();
        }
    }

    @Test
    void the_connections_to_the_database_are_cut() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Cable cable = new Cable();
                Site site = new Site("connections cut", database, cable.to(database.urlOutside()), 1, Map.of())) {
            site.open();
            for (int cut = 0; cut < Settings.given().oneIn(6, 3); cut++) {
                Moment.any(site.random()).await(site);
                cable.cut();
                site.result().struck();
                TimeUnit.MILLISECONDS.sleep(site.random().nextInt(3000));
                cable.mend();
                recover(site);
            }
            site.settle();
        }
    }

    @Test
    void the_network_to_the_database_swallows_everything_and_forgets_its_connections() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Cable cable = new Cable();
                Site site =
                        new Site("connections fall silent", database, cable.to(database.urlOutside()), 1, Map.of())) {
            site.open();
            for (int silence = 0; silence < Settings.given().oneIn(20, 1); silence++) {
                Moment.any(site.random()).await(site);
                cable.silence();
                site.result().struck();
                TimeUnit.MILLISECONDS.sleep(1000 + site.random().nextInt(3000));
                cable.mend();
                recover(site);
            }
            site.settle();
        }
    }

    /** Measures from the end of the outage until orders are accepted again, and waits until its backlog is handled. */
    private static void recover(Site site) throws Exception {
        long over = System.nanoTime();
        Backlog backlog = Backlog.of(site.tables());
        site.result().recovered(site.shoppers().awaitAcceptedAfter(over, Site.PATIENCE));
        backlog.awaitHandled();
        site.result().drained(Duration.ofNanos(System.nanoTime() - over));
        site.shoppers().awaitAccepted(30, Site.PATIENCE);
    }
}

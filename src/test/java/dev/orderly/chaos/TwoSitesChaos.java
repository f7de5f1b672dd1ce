package dev.orderly.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import dev.orderly.TwoSites;
import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.RealBrokers;
import dev.orderly.broker.Rotation;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Notification lives at a satellite, behind a broker, and everything that can be killed is killed: at last, when nobody
 * orders any more, the command that moves it.
 */
@ExtendWith(Report.class)
class TwoSitesChaos {

    private static final int STEPS_OF_A_MOVE = 11;

    static List<BrokerType> brokers() {
        return Rotation.brokers();
    }

    @ParameterizedTest
    @MethodSource("brokers")
    void hub_satellite_broker_and_a_move_are_killed_again_and_again(BrokerType type) throws Exception {
        TestDatabase hub = TestDatabase.fresh();
        TestDatabase satellite = TestDatabase.fresh();
        try (BrokerProcess broker = RealBrokers.start(type);
                TwoSites sites = new TwoSites(
                        "notification", broker, hub, satellite, Files.createTempDirectory("orderly-two"), Map.of());
                Site site = Site.ofTwo("two sites, " + type.property(), hub, satellite, sites, 0)) {
            site.open();
            sites.moveTo("notification");
            int kills = Settings.given().oneIn(4, 4);
            while (site.result().strikes() < kills) {
                if (site.random().nextInt(4) == 0) {
                    killTheBroker(site, broker);
                } else {
                    KillAnywhereChaos.killAgainAndAgain(site, site.result().strikes() + 1);
                }
            }
            site.shoppers().placeNoMore();
            moveDespiteKills(site, sites, "hub");
            moveDespiteKills(site, sites, "notification");
            site.settle();
        }
    }

    /** The command is killed after one of its steps; what it has begun is gone on with, or undone before. */
    private static void moveDespiteKills(Site site, TwoSites sites, String to) throws Exception {
        for (int kills = Settings.given().oneIn(20, 1); kills > 0; kills--) {
            int steps = 1 + site.random().nextInt(STEPS_OF_A_MOVE);
            try (OrderlyProcess command = sites.move("to", to)) {
                await().atMost(Site.PATIENCE).until(() -> !command.isAlive() || stepsOf(command) >= steps);
                TimeUnit.MILLISECONDS.sleep(site.random().nextInt(30));
                command.kill();
                site.result().struck();
            }
            if (site.random().nextInt(3) == 0) {
                try (OrderlyProcess undo = sites.move("undo")) {
                    // It refuses where the module has left for good.
                    assertThat(undo.exitCode()).as(undo.err()).isBetween(0, 1);
                }
            }
        }
        sites.moveTo(to);
    }

    private static long stepsOf(OrderlyProcess command) {
        return command.out()
                .lines()
                .filter(line -> line.contains("MoveCommand"))
                .count();
    }

    private static void killTheBroker(Site site, BrokerProcess broker) throws Exception {
        TimeUnit.MILLISECONDS.sleep(site.random().nextInt(500));
        broker.kill();
        site.result().struck();
        site.shoppers().awaitAccepted(10, Site.PATIENCE);
        broker.start();
        site.shoppers().awaitAccepted(10, Site.PATIENCE);
    }
}

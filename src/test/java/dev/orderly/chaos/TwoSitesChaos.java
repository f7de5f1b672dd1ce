package dev.orderly.chaos;

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

/** Notification lives at a satellite, behind a broker, and everything that can be killed is killed. */
@ExtendWith(Report.class)
class TwoSitesChaos {

    static List<BrokerType> brokers() {
        return Rotation.brokers();
    }

    @ParameterizedTest
    @MethodSource("brokers")
    void hub_satellite_and_broker_are_killed_again_and_again(BrokerType type) throws Exception {
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
            site.settle();
        }
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

package dev.orderly.chaos;

import dev.orderly.TestDatabase;
import dev.orderly.TwoSites;
import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.RealBrokers;
import dev.orderly.broker.Rotation;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Notification is moved out and back in while orders keep coming ({@code -Dchaos.rate=100}), with a process of the old
 * configuration beside, which must do nothing meanwhile. Over one broker, another each few days, unless
 * {@code -Dorderly.test.brokers=all}.
 */
@ExtendWith(Report.class)
class MoveUnderLoadChaos {

    private static final Duration BETWEEN = Duration.ofSeconds(Integer.getInteger("chaos.between", 10));

    @ParameterizedTest
    @MethodSource("brokers")
    void a_module_moves_out_and_back_in_while_orders_keep_coming(BrokerType type) throws Exception {
        TestDatabase hub = TestDatabase.fresh();
        TestDatabase satellite = TestDatabase.fresh();
        try (BrokerProcess broker = RealBrokers.start(type);
                TwoSites sites = new TwoSites(
                        "notification", broker, hub, satellite, Files.createTempDirectory("orderly-move"), Map.of());
                Site site = Site.ofTwo("moved under load, " + type.property(), hub, satellite, sites, 1)) {
            site.open();
            go(BETWEEN);
            String out = move(site, sites, "notification");
            go(BETWEEN);
            String in = move(site, sites, "hub");
            go(BETWEEN);
            site.result().note("out: " + out + "; back in: " + in);
            site.settle();
        }
    }

    static List<BrokerType> brokers() {
        List<BrokerType> both = List.of(BrokerType.KAFKA, BrokerType.RABBITMQ);
        return Rotation.isWhole() ? both : List.of(Rotation.ofToday(both));
    }

    private static void go(Duration on) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(on.toNanos());
    }

    /** Moves it, and tells for how long no mail was written. */
    private static String move(Site site, TwoSites sites, String to) throws Exception {
        String before = last(site);
        site.result().struck();
        sites.moveTo(to);
        site.awaitRows("SELECT id FROM mail WHERE created_at > '%s' LIMIT 1".formatted(before));
        TimeUnit.SECONDS.sleep(2);
        return "pause %d ms with %d mails"
                .formatted(
                        site.tables().number("""
                                SELECT COALESCE(MAX(TIMESTAMPDIFF(MICROSECOND, former, created_at)), 0) DIV 1000
                                FROM (SELECT created_at, LAG(created_at) OVER (ORDER BY created_at) AS former
                                      FROM mail WHERE created_at >= '%s') AS gaps""".formatted(before)),
                        site.tables().number("SELECT COUNT(*) FROM mail"));
    }

    private static String last(Site site) throws SQLException {
        return site.tables()
                .rows("SELECT MAX(created_at) AS last FROM mail")
                .getFirst()
                .get("last");
    }
}

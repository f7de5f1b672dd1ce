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
 * configuration beside, which must do nothing meanwhile. Then the command is killed on its way out and on its way in, run
 * again or undone. Over one broker, another each few days, unless
 * {@code -Dorderly.test.brokers=all}.
 */
@ExtendWith(Report.class)
class MoveUnderLoadChaos {

    /** So many has a move. */
    private static final int STEPS = 11;

    private static final Duration BETWEEN = Duration.ofSeconds(Integer.getInteger("chaos.between", 10));

    @ParameterizedTest
    @MethodSource("brokers")
    void a_module_moves_out_and_back_in_while_orders_keep_coming_even_if_the_move_is_killed(BrokerType type)
            throws Exception {
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
            kill(site, sites, "notification");
            sites.moveTo("notification");
            kill(site, sites, "hub");
            sites.moveTo("hub");
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

    /** Kills the command after one of its steps, again and again; some of what it has begun is undone. */
    private static void kill(Site site, TwoSites sites, String to) throws Exception {
        for (int n = Settings.given().oneIn(10, 2); n > 0; n--) {
            int steps = 1 + site.random().nextInt(STEPS);
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
    }

    private static long stepsOf(OrderlyProcess command) {
        return command.out()
                .lines()
                .filter(line -> line.contains("MoveCommand"))
                .count();
    }

    private static String last(Site site) throws SQLException {
        return site.tables()
                .rows("SELECT MAX(created_at) AS last FROM mail")
                .getFirst()
                .get("last");
    }
}

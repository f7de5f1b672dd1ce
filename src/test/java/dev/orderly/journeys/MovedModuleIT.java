package dev.orderly.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.TestDatabase;
import dev.orderly.TwoSites;
import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.RealBrokers;
import dev.orderly.broker.Rotation;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same with one module moved out to a database and a process of its own, behind a broker. The ordinary suite takes
 * one module and one broker, others each day; {@code mvn -Pbrokers verify} takes each with each.
 */
@Tag("once-in-ci")
@ParameterizedClass(name = "{0} behind {1}")
@MethodSource("moved")
class MovedModuleIT extends Journeys {

    private static final List<String> MODULES = List.of("notification", "payment", "inventory");

    private static @Nullable BrokerProcess broker;
    private static @Nullable TwoSites sites;

    MovedModuleIT(String module, BrokerType type) {
        super(Shop.at(
                Objects.requireNonNull(sites, () -> module + " behind " + type).hubPort()));
    }

    static Stream<Arguments> moved() {
        List<String> modules = Rotation.isWhole() ? MODULES : List.of(Rotation.ofToday(MODULES));
        return Rotation.brokers().stream().flatMap(type -> modules.stream().map(module -> Arguments.of(module, type)));
    }

    @BeforeParameterizedClassInvocation
    static void open(String module, BrokerType type) throws IOException, InterruptedException {
        broker = RealBrokers.start(type);
        sites = new TwoSites(
                module,
                broker,
                TestDatabase.fresh(),
                TestDatabase.fresh(),
                Files.createTempDirectory("orderly-moved"),
                Map.of("ORDERLY_PAYMENT_SANDBOX_DELAY", "20ms"));
        sites.open();
        awaitDoor(new ApiClient(sites.hubPort()), module);
    }

    /** The hub learns within a second that the module has arrived, and has callers wait until then. */
    private static void awaitDoor(ApiClient hub, String module) {
        String door = switch (module) {
            case "notification" -> "/api/notifications?orderId=none";
            case "payment" -> "/api/payments?orderId=none";
            default -> "/api/stock";
        };
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(hub.get(door).status()).isEqualTo(200));
    }

    @AfterParameterizedClassInvocation
    static void close() throws IOException {
        if (sites != null) {
            sites.close();
        }
        if (broker != null) {
            broker.close();
        }
    }
}

package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.TestDatabase;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.RedisProcess;
import dev.orderly.messaging.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Events that must not be lost are entrusted only to a broker that promises enough. */
@ExtendWith(OutputCaptureExtension.class)
class BrokerConnectionTest {

    private static final Site SITE = new Site("parish", "its id", 1, false);

    private final FakeBroker broker = new FakeBroker();
    private final BrokerConnection connection = new BrokerConnection(broker, new Topics("orderly", 8));

    @Test
    void one_with_shortcomings_refuses_the_start_with_each_of_them() {
        broker.shortcomings = List.of("It forgets. Set x.", "It mixes up. Set y.");
        assertThatThrownBy(() -> connection.checkAtStart(SITE))
                .isInstanceOfSatisfying(
                        FailureAnalyzedException.class,
                        refused -> assertThat(refused.analysis().getDescription())
                                .isEqualTo(
                                        "redis-streams cannot carry events that must not be lost. It forgets. Set x. It mixes up. Set y."));
        assertThatThrownBy(connection::broker).isInstanceOf(BrokerUnfit.class);
        assertThat(connection.guarantees()).isNull();
    }

    @Test
    void a_topic_that_is_not_as_it_has_to_be_refuses_the_start_too() {
        broker.topicFault = "The topic has 12 partitions. Set z.";
        assertThatThrownBy(() -> connection.checkAtStart(SITE))
                .isInstanceOfSatisfying(
                        FailureAnalyzedException.class,
                        refused ->
                                assertThat(refused.analysis().getDescription()).isEqualTo(broker.topicFault));
        broker.topicFault = null;
        connection.checkAtStart(SITE);
        assertThat(broker.topics).containsExactly("orderly.parish");
    }

    @Test
    void what_the_operator_has_accepted_is_told_once(CapturedOutput output) {
        broker.accepted = List.of("It may lose a second.");
        connection.checkAtStart(SITE);
        connection.broker();
        assertThat(output.getOut().split("Accepted by the operator, with redis-streams: It may lose a second.", -1))
                .hasSize(2);
    }

    @Test
    void one_that_is_away_at_the_start_is_asked_before_anything_is_entrusted_to_it(CapturedOutput output) {
        broker.away = true;
        connection.checkAtStart(SITE);
        assertThat(output.getOut()).contains("The broker cannot be reached; events wait until it can");
        assertThatThrownBy(connection::broker).isInstanceOf(BrokerUnavailable.class);
        broker.away = false;
        broker.shortcomings = List.of("It forgets.");
        assertThatThrownBy(connection::broker).isInstanceOf(BrokerUnfit.class);
        broker.shortcomings = List.of();
        assertThat(connection.broker()).isSameAs(broker);
    }

    @Test
    void an_application_with_a_real_one_refuses_to_start_until_somebody_accepts_what_it_lacks(CapturedOutput output)
            throws Exception {
        try (RedisProcess redis = new RedisProcess(Map.of("appendfsync", "everysec"))) {
            redis.start();
            TestDatabase database = TestDatabase.fresh();
            Map<String, String> properties = new HashMap<>(redis.properties());
            assertThatThrownBy(() -> Office.start(database, properties))
                    .hasRootCauseInstanceOf(FailureAnalyzedException.class)
                    .rootCause()
                    .extracting(e -> ((FailureAnalyzedException) e).analysis().getDescription())
                    .asString()
                    .startsWith("redis-streams cannot carry events that must not be lost.")
                    .contains("appendfsync");
            properties.put("orderly.broker.accept-loss-window", "accepted by a test");
            Office.start(database, properties).close();
            assertThat(output.getOut()).contains("Accepted by the operator, with redis-streams: ", "appendfsync");
        }
    }
}

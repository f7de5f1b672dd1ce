package dev.orderly.broker.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.RocketProcess;
import dev.orderly.broker.TakesOn;
import dev.orderly.broker.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A RocketMQ that asks who it is. */
@TakesOn(BrokerType.ROCKETMQ)
class RocketAccessTest {

    private static final Topic TOPIC = new Topic("orderly.hub", 2);

    @Test
    void a_broker_that_asks_for_a_user_is_used_with_its_keys_and_refuses_others_in_words() throws Exception {
        try (RocketProcess rocketmq = new RocketProcess(Map.of(
                "authenticationEnabled",
                "true",
                "initAuthenticationUser",
                "{\"username\":\"orderly\",\"password\":\"secret12\"}",
                "authenticationMetadataProvider",
                "org.apache.rocketmq.auth.authentication.provider.LocalAuthenticationMetadataProvider",
                "innerClientAuthenticationCredentials",
                "{\"accessKey\":\"orderly\",\"secretKey\":\"secret12\"}"))) {
            rocketmq.start();
            try (Broker broker = connect(rocketmq, "orderly", "secret12")) {
                broker.subscribe(TOPIC, "notification");
                broker.sender(TOPIC).close();
                broker.receiver(TOPIC, "notification").close();
                assertThat(broker.guarantees().shortcomings()).isEmpty();
            }
            try (Broker wrong = connect(rocketmq, "orderly", "guessed")) {
                assertThatExceptionOfType(BrokerUnfit.class)
                        .isThrownBy(() -> wrong.subscribe(TOPIC, "payment"))
                        .withMessageContaining("RocketMQ does not let us");
                assertThat(wrong.guarantees().shortcomings()).hasSize(1);
            }
        }
    }

    private static Broker connect(RocketProcess to, String accessKey, String secretKey) {
        String nameServer = Objects.requireNonNull(to.properties().get("rocketmq.name-server"));
        return new RocketBroker(
                new RocketProperties(nameServer, accessKey, secretKey),
                new BrokerProperties(
                        BrokerType.ROCKETMQ, "orderly", 500, Duration.ofSeconds(10), "", Set.of(), Duration.ofDays(7)));
    }
}

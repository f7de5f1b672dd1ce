package dev.orderly.broker.rocketmq;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerPortContract;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.RocketProcess;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What is RocketMQ's own, beside what every adapter has to show. */
class RocketBrokerTest extends BrokerPortContract {

    private static RocketProcess rocketmq;
    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        rocketmq = new RocketProcess();
        rocketmq.start();
        broker = connect(rocketmq, "");
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
        rocketmq.close();
    }

    @Override
    protected Broker broker() {
        return broker;
    }

    private static Broker connect(RocketProcess to, String acceptLossWindow) {
        return new RocketBroker(
                new RocketProperties(Objects.requireNonNull(to.properties().get("rocketmq.name-server")), "", ""),
                new BrokerProperties(BrokerType.ROCKETMQ, "orderly", 500, Duration.ofSeconds(10), acceptLossWindow));
    }
}

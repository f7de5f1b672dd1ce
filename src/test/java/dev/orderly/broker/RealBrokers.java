package dev.orderly.broker;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/** Starts real brokers, each in a process of its own. */
public final class RealBrokers {

    private RealBrokers() {}

    /** One that serves; skips the test, saying what to install, where this machine has none. */
    public static BrokerProcess start(BrokerType type) throws IOException, InterruptedException {
        BrokerProcess broker = create(type);
        try {
            broker.start();
        } catch (IOException | InterruptedException | RuntimeException | Error failure) {
            broker.close();
            throw failure;
        }
        return broker;
    }

    private static BrokerProcess create(BrokerType type) throws IOException {
        return switch (type) {
            case KAFKA -> new KafkaProcess();
            case RABBITMQ ->
                RabbitProcess.find()
                        .orElseGet(() -> Assumptions.abort(
                                "There is no rabbitmq-server on this machine: install the package rabbitmq-server"));
            case ROCKETMQ -> new RocketProcess();
            case REDIS_STREAMS -> new RedisProcess();
            case NONE -> throw new IllegalArgumentException("There is no broker to start");
        };
    }
}

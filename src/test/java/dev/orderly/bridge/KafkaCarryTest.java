package dev.orderly.bridge;

import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.KafkaProcess;

/** The contract over Kafka. */
class KafkaCarryTest extends BrokerCarryContract {

    @Override
    BrokerType type() {
        return BrokerType.KAFKA;
    }

    @Override
    BrokerProcess process() throws Exception {
        return new KafkaProcess();
    }
}

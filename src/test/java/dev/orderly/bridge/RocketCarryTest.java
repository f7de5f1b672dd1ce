package dev.orderly.bridge;

import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.RocketProcess;

/** The contract over RocketMQ. */
class RocketCarryTest extends BrokerCarryContract {

    @Override
    BrokerType type() {
        return BrokerType.ROCKETMQ;
    }

    @Override
    BrokerProcess process() throws Exception {
        return new RocketProcess();
    }
}

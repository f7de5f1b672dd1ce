package dev.orderly.bridge;

import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.RabbitProcess;
import org.opentest4j.TestAbortedException;

/** The contract over RabbitMQ. */
class RabbitCarryTest extends BrokerCarryContract {

    @Override
    BrokerType type() {
        return BrokerType.RABBITMQ;
    }

    @Override
    BrokerProcess process() throws Exception {
        return RabbitProcess.find().orElseThrow(() -> new TestAbortedException(RabbitProcess.WHAT_TO_INSTALL));
    }
}

package dev.orderly.bridge;

import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.RedisProcess;

/** The contract over Redis Streams. */
class RedisCarryTest extends BrokerCarryContract {

    @Override
    BrokerType type() {
        return BrokerType.REDIS_STREAMS;
    }

    @Override
    BrokerProcess process() throws Exception {
        return new RedisProcess();
    }
}

package dev.orderly.broker.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are kept and shared out on Redis Streams.
 *
 * @param retention how long events are kept that every group has acknowledged; one that a group has not is kept longer
 * @param lease after what time without a sign of life a receiver's lanes go to others, 1 s or more
 */
@ConfigurationProperties("orderly.broker.redis")
record RedisStreamProperties(
        @DefaultValue("7d") Duration retention,
        @DefaultValue("5s") Duration lease) {

    RedisStreamProperties {
        if (!retention.isPositive()) {
            throw new IllegalArgumentException("orderly.broker.redis.retention is a positive duration such as 7d");
        }
        if (lease.toMillis() < 1_000) {
            throw new IllegalArgumentException("orderly.broker.redis.lease is 1s or more");
        }
    }
}

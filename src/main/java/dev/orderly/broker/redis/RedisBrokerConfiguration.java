package dev.orderly.broker.redis;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes Redis Streams for the broker. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BrokerProperties.class, RedisConnectionProperties.class, RedisStreamProperties.class})
class RedisBrokerConfiguration {

    @Bean(destroyMethod = "close")
    Broker redisBroker(
            BrokerProperties properties, RedisConnectionProperties connection, RedisStreamProperties streams) {
        return new RedisBroker(new RedisServer(connection), properties, streams);
    }
}

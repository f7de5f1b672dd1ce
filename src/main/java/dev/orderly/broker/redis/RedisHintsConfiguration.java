package dev.orderly.broker.redis;

import dev.orderly.messaging.SiteLog;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes Redis pub/sub for hints. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisConnectionProperties.class)
class RedisHintsConfiguration {

    @Bean
    RedisBroadcasts redisBroadcasts(RedisConnectionProperties connection, ObjectProvider<SiteLog> log) {
        return new RedisBroadcasts(
                new RedisServer(connection), () -> log.getObject().site().id());
    }
}

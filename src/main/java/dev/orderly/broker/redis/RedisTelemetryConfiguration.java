package dev.orderly.broker.redis;

import dev.orderly.messaging.SiteLog;
import dev.orderly.messaging.TelemetryQueue;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes a Redis list for telemetry. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisConnectionProperties.class)
class RedisTelemetryConfiguration {

    @Bean(destroyMethod = "close")
    TelemetryQueue redisTelemetryQueue(RedisConnectionProperties connection, ObjectProvider<SiteLog> log) {
        return new RedisTelemetryQueue(
                new RedisServer(connection), () -> log.getObject().site().id());
    }
}

package dev.orderly.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps modules and jobs to their rates. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RateProperties.class)
class CapConfiguration {

    @Bean
    Caps caps(RateProperties properties, ModuleNames names, EventLog log, JdbcClient jdbc, MeterRegistry meters) {
        names.requireCapped("orderly.messaging.rate", properties.rate().keySet());
        return new Caps(properties, new RateCaps(jdbc), log.transaction(), meters);
    }
}

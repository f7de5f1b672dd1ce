package dev.orderly.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is counted at most once. A queue elsewhere than in memory is another's bean. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TelemetryProperties.class)
class TelemetryConfiguration {

    private static final int ROOM = 10_000;

    @Bean
    Telemetry telemetry(
            TelemetryProperties properties, ObjectProvider<TelemetryQueue> elsewhere, MeterRegistry meters) {
        return switch (properties.type()) {
            case NONE -> _ -> {};
            case MEMORY -> new TelemetryCounters(new TelemetryInMemory(ROOM), meters);
            case REDIS_LIST -> new TelemetryCounters(elsewhere.getObject(), meters);
        };
    }
}

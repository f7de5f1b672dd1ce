package dev.orderly.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells how far behind everybody is, and how busy the connections are. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LagProperties.class)
class LagConfiguration {

    @Bean
    LagMonitor lagMonitor(
            JdbcClient jdbc,
            Relay relay,
            LagProperties limits,
            MessagingProperties properties,
            ModuleNames names,
            ObjectProvider<DatabaseClock> clock,
            MeterRegistry meters) {
        names.require("orderly.messaging.lag.modules", limits.modules().keySet());
        LagMonitor monitor = new LagMonitor(new Lags(jdbc), relay::floor, limits, properties.retention(), meters);
        clock.ifAvailable(right -> monitor.onLook(snapshot -> right.follow(snapshot.databaseNow())));
        return monitor;
    }

    @Bean
    LagMeters lagMeters(LagMonitor monitor, MeterRegistry meters) {
        return new LagMeters(monitor, meters);
    }

    /** Named after what it tells of: {@code /actuator/health} shows it as {@code messaging}. */
    @Bean
    LagHealth messagingHealthIndicator(LagMonitor monitor) {
        return new LagHealth(monitor);
    }

    @Bean
    MeterBinder laneMeters(ConnectionLanes lanes) {
        return lanes::bindTo;
    }
}

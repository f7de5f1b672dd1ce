package dev.orderly.bridge;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerConfiguration;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.messaging.EventContract;
import dev.orderly.messaging.Job;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.SiteLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires what carries events between databases; its tables are there also where there is no broker. */
@ModuleConfiguration(name = "bridge", always = true)
@Import({BrokerConfiguration.class, BridgeModule.WithBroker.class})
class BridgeModule {

    /** What exists only where there is a broker. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(BrokerConfiguration.BrokerIsChosen.class)
    static class WithBroker {

        @Bean
        BrokerConnection brokerConnection(Broker broker, BrokerProperties properties, SiteLog log) {
            return new BrokerConnection(broker, new Topics(properties.prefix(), log.shards()));
        }

        @Bean
        Exporter exporter(
                SiteLog log,
                JdbcClient jdbc,
                BrokerConnection connection,
                BrokerProperties properties,
                MeterRegistry meters) {
            return new Exporter(log, new Exports(jdbc), connection, properties, new BridgeMeters(meters));
        }

        @Bean
        Job exportJob(Exporter exporter) {
            return new Job(Exporter.JOB, Duration.ofMillis(500), exporter);
        }

        @Bean
        Job forgetForeignEventsJob(JdbcClient jdbc, BrokerProperties properties) {
            ForeignEvents events = new ForeignEvents(jdbc);
            return new Job(
                    "bridge-forget-foreign", Duration.ofMinutes(5), () -> events.forget(properties.acceptWindow()));
        }

        @Bean
        Bridge bridge(
                SiteLog log,
                EventContract contract,
                JdbcClient jdbc,
                BrokerConnection connection,
                BrokerProperties properties,
                MeterRegistry meters,
                Exporter exporter) {
            return new Bridge(
                    log,
                    contract,
                    new Marks(jdbc),
                    new ForeignEvents(jdbc),
                    connection,
                    properties,
                    new BridgeMeters(meters),
                    exporter);
        }
    }
}

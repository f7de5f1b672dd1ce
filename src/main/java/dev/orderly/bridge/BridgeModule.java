package dev.orderly.bridge;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerConfiguration;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.messaging.EventContract;
import dev.orderly.messaging.Job;
import dev.orderly.messaging.Jobs;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.SiteLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires what carries events between databases; its tables are there also where there is no broker. */
@ModuleConfiguration(name = "bridge", always = true)
@Import({BrokerConfiguration.class, BridgeModule.WithBroker.class, BridgeModule.Web.class})
class BridgeModule {

    @Bean
    Marks marks(JdbcClient jdbc) {
        return new Marks(jdbc);
    }

    @Bean
    Exports exports(JdbcClient jdbc) {
        return new Exports(jdbc);
    }

    /** What operators call. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Web {

        @Bean
        BridgeController bridgeController(
                SiteLog log,
                Marks marks,
                Exports exports,
                ObjectProvider<BrokerConnection> connection,
                ObjectProvider<Bridge> bridge) {
            return new BridgeController(log, marks, exports, new MendBridge(log, marks, exports), connection, bridge);
        }
    }

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
                Exports exports,
                BrokerConnection connection,
                BrokerProperties properties,
                MeterRegistry meters) {
            return new Exporter(log, exports, connection, properties, new BridgeMeters(meters));
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
                Marks marks,
                JdbcClient jdbc,
                BrokerConnection connection,
                BrokerProperties properties,
                MeterRegistry meters,
                Exporter exporter,
                Jobs jobs) {
            return new Bridge(
                    log,
                    contract,
                    marks,
                    new ForeignEvents(jdbc),
                    connection,
                    properties,
                    new BridgeMeters(meters),
                    exporter,
                    jobs);
        }
    }
}

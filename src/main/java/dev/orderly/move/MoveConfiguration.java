package dev.orderly.move;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerConfiguration;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.messaging.Command;
import dev.orderly.messaging.ForeignDatabase;
import dev.orderly.move.Side.Login;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Wires the command {@code move}, which needs nothing of the application but its databases and the broker. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(MoveProperties.class)
@Import(BrokerConfiguration.class)
class MoveConfiguration {

    private static final String MODULES = "dev.orderly";

    @Bean
    Command move(
            DataSourceProperties hub,
            MoveProperties properties,
            BrokerProperties broker,
            ObjectProvider<Broker> brokers,
            Environment environment) {
        return new MoveCommand(
                Login.of(hub),
                properties,
                ForeignDatabase.movable(List.of(MODULES)),
                environment.getProperty("spring.application.version"),
                new Lines(brokers::getIfAvailable, broker.prefix()),
                step -> {});
    }
}

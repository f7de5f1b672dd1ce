package dev.orderly.broker.rocketmq;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Present where {@code orderly.broker.type} is {@code rocketmq}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RocketProperties.class)
class RocketBrokerConfiguration {

    @Bean
    Broker rocketBroker(RocketProperties rocketmq, BrokerProperties broker) {
        return new RocketBroker(rocketmq, broker);
    }
}

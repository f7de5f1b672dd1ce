package dev.orderly.broker.kafka;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Connects to Kafka as {@code spring.kafka.*} says. The factories are asked for their properties only, which have every
 * setting in them, those of TLS and SASL included.
 */
@Configuration(proxyBeanMethods = false)
class KafkaBrokerConfiguration {

    @Bean
    Broker kafkaBroker(
            BrokerProperties properties,
            ProducerFactory<?, ?> producers,
            ConsumerFactory<?, ?> consumers,
            KafkaAdmin admin) {
        KafkaClients clients = new KafkaClients(
                producers.getConfigurationProperties(),
                consumers.getConfigurationProperties(),
                admin.getConfigurationProperties(),
                properties.sendTimeout(),
                properties.batchEvents());
        return new KafkaBroker(clients, properties);
    }
}

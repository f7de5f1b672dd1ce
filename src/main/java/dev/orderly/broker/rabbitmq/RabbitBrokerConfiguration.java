package dev.orderly.broker.rabbitmq;

import com.rabbitmq.client.Address;
import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory.AddressShuffleMode;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.amqp.autoconfigure.RabbitProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** RabbitMQ as {@code spring.rabbitmq.*} describes it. */
@Configuration(proxyBeanMethods = false)
class RabbitBrokerConfiguration {

    @Bean
    Broker rabbitBroker(
            CachingConnectionFactory connections,
            RabbitConnectionDetails details,
            RabbitProperties rabbit,
            BrokerProperties broker) {
        Lines lines = new Lines(
                connections.getRabbitConnectionFactory(),
                () -> addresses(details, rabbit),
                rabbit.getRequestedHeartbeat() == null,
                broker.sendTimeout());
        return new RabbitBroker(lines, broker);
    }

    private static List<Address> addresses(RabbitConnectionDetails details, RabbitProperties rabbit) {
        List<Address> addresses = new ArrayList<>(details.getAddresses().stream()
                .map(address -> new Address(address.host(), address.port()))
                .toList());
        if (rabbit.getAddressShuffleMode() != AddressShuffleMode.NONE) {
            Collections.shuffle(addresses);
        }
        return addresses;
    }
}

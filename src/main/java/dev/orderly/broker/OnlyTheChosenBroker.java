package dev.orderly.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Keeps Spring Boot from setting up, and from asking after, the broker's client that nobody uses. */
class OnlyTheChosenBroker implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final Map<String, BrokerType> CLIENTS = Map.of(
            "org.springframework.boot.kafka.", BrokerType.KAFKA,
            "org.springframework.boot.amqp.", BrokerType.RABBITMQ);

    private BrokerType chosen = BrokerType.NONE;

    @Override
    public void setEnvironment(Environment environment) {
        chosen = BrokerConfiguration.chosen(environment);
    }

    @Override
    public boolean[] match(@Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
        boolean[] kept = new boolean[autoConfigurations.length];
        for (int n = 0; n < kept.length; n++) {
            kept[n] = isKept(autoConfigurations[n]);
        }
        return kept;
    }

    private boolean isKept(@Nullable String autoConfiguration) {
        return autoConfiguration == null
                || CLIENTS.entrySet().stream()
                        .allMatch(client ->
                                !autoConfiguration.startsWith(client.getKey()) || client.getValue() == chosen);
    }
}

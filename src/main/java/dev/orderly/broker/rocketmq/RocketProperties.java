package dev.orderly.broker.rocketmq;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How to reach RocketMQ.
 *
 * @param nameServer the name servers, {@code host:port} each, with semicolons between them
 * @param accessKey the user, where the brokers ask for one
 * @param secretKey the user's password
 */
@Validated
@ConfigurationProperties("rocketmq")
record RocketProperties(
        @NotBlank @DefaultValue("") String nameServer,
        @DefaultValue("") String accessKey,
        @DefaultValue("") String secretKey) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "RocketMQ at " + nameServer;
    }
}

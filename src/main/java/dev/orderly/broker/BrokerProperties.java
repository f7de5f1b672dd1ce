package dev.orderly.broker;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What carries events to and from other databases. How to reach the broker is in its client's ordinary properties.
 *
 * @param type which broker; {@code none} where there is none
 * @param prefix what the names of topics, queues and groups begin with
 * @param batchEvents the most events that are sent, or appended, at once
 * @param sendTimeout how long the broker may take to confirm what is sent
 * @param acceptLossWindow the operator's word that a broker may lose what it confirmed in its last moments before a crash;
 *     such as "accepted by J. Doe, 2026-11-27"
 * @param accept the event types that may come from outside
 * @param acceptWindow how long an event from outside is remembered, so that it is taken once
 */
@Validated
@ConfigurationProperties("orderly.broker")
public record BrokerProperties(
        @DefaultValue("none") BrokerType type,

        @DefaultValue("orderly") @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,31}") String prefix,

        @DefaultValue("500") @Min(1) @Max(10_000) int batchEvents,
        @DefaultValue("10s") Duration sendTimeout,
        @DefaultValue("") String acceptLossWindow,
        @DefaultValue Set<String> accept,
        @DefaultValue("7d") Duration acceptWindow) {

    public BrokerProperties {
        accept = Set.copyOf(accept);
        if (!sendTimeout.isPositive() || !acceptWindow.isPositive()) {
            throw new IllegalArgumentException(
                    "orderly.broker.send-timeout and orderly.broker.accept-window must be positive");
        }
    }
}

package dev.orderly.messaging;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When a module that can handle nothing is paused, so that its whole log is not parked.
 *
 * @param failures so many events of different keys must fail with no success between
 * @param firstProbe the delay before one event is tried; it doubles with each failure
 * @param longestProbe the longest delay between two such events
 */
@Validated
@ConfigurationProperties("orderly.messaging.breaker")
record BreakerProperties(
        @DefaultValue("10") @Min(2) @Max(10_000) int failures,
        @DefaultValue("2s") Duration firstProbe,
        @DefaultValue("30s") Duration longestProbe) {

    BreakerProperties {
        if (!firstProbe.isPositive() || longestProbe.compareTo(firstProbe) < 0) {
            throw new IllegalArgumentException(
                    "orderly.messaging.breaker has a first-probe of %s and a longest-probe of %s; the first must be positive and the second not shorter"
                            .formatted(firstProbe, longestProbe));
        }
    }
}

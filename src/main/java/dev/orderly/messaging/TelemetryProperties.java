package dev.orderly.messaging;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What becomes of telemetry, such as that somebody opened a page.
 *
 * @param type where it waits to be counted, {@code memory} or {@code redis-list}; {@code none} where nothing is counted
 */
@ConfigurationProperties("orderly.telemetry")
record TelemetryProperties(@DefaultValue("memory") TelemetryType type) {}

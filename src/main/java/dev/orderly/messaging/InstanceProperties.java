package dev.orderly.messaging;

import jakarta.validation.constraints.Size;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What tells this process from others.
 *
 * @param name what {@code GET /api/messaging/instances} calls it; else its host and its process id
 */
@Validated
@ConfigurationProperties("orderly.instance")
record InstanceProperties(@DefaultValue("") @Size(max = 255) String name) {}

package dev.orderly.sandbox;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the sandbox provider behaves.
 *
 * @param address what it listens on; by default this machine only
 * @param port where it listens; 0 takes any free port
 * @param delay how long after a session was opened it captures or declines by itself
 * @param failureRate the share of calls and callbacks that go wrong, for rehearsals: 0 none, 1 all
 * @param failureDelay up to how long a call that goes wrong is drawn out
 * @param secret what it signs callbacks with; by default one that it makes up and keeps in its table
 */
@Validated
@ConfigurationProperties("orderly.payment.sandbox")
record SandboxProperties(
        @DefaultValue("127.0.0.1") @NotBlank String address,
        @DefaultValue("8089") @Min(0) @Max(65535) int port,
        @DefaultValue("500ms") @DurationMin(millis = 0) Duration delay,
        @DefaultValue("0") @DecimalMin("0") @DecimalMax("1") double failureRate,
        @DefaultValue("1s") @DurationMin(millis = 0) Duration failureDelay,
        @Nullable String secret) {

    SandboxProperties {
        secret = secret == null || secret.isBlank() ? null : secret;
    }
}

package dev.orderly.payment;

import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where the sandbox provider is.
 *
 * @param url the sandbox's address; by default the one in this process
 * @param secret what its callbacks are signed with; by default the one that the sandbox in this process made up
 */
@Validated
@ConfigurationProperties("orderly.payment.sandbox")
record SandboxProviderProperties(
        @Nullable @Pattern(regexp = "https?://.+", message = "must be an http or https address") String url,

        @Nullable String secret) {

    SandboxProviderProperties {
        secret = secret == null || secret.isBlank() ? null : secret;
    }
}

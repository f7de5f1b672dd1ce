package dev.orderly.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where modules run that do not run in this process.
 *
 * @param remote by module, where the process that runs it is
 */
@Validated
@ConfigurationProperties("orderly")
record RemoteProperties(@DefaultValue Map<String, @Valid Remote> remote) {

    RemoteProperties {
        remote = Map.copyOf(remote);
    }

    /**
     * The process that runs a module.
     *
     * @param url its address, such as {@code http://notification.internal:8080}
     * @param connectTimeout how long it may take to accept a connection
     * @param readTimeout how long it may take to answer
     * @param concurrency how many requests may wait for it at the same time
     */
    record Remote(
            @DefaultValue("")
            @Pattern(
                    regexp = "https?://[^/?#@\\s]+/?",
                    message = "must be the address of a process, such as http://notification.internal:8080")
            String url,

            @DefaultValue("2s") @DurationMin(millis = 1) Duration connectTimeout,
            @DefaultValue("30s") @DurationMin(millis = 1) Duration readTimeout,
            @DefaultValue("16") @Min(1) @Max(1000) int concurrency) {}
}

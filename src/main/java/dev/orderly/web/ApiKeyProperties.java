package dev.orderly.web;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call the API.
 *
 * @param apiKeys a list of {@code name:sha256-hex}; at least one
 */
@ConfigurationProperties("orderly")
record ApiKeyProperties(@DefaultValue List<String> apiKeys) {

    ApiKeyProperties {
        apiKeys = List.copyOf(apiKeys);
    }
}

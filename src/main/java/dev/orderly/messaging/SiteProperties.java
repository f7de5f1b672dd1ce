package dev.orderly.messaging;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which site this process belongs to.
 *
 * @param site the name of its database among those that exchange events; recorded at installation, another name refuses
 *     start-up
 */
@Validated
@ConfigurationProperties("orderly")
record SiteProperties(
        @DefaultValue(Site.HUB) @Pattern(regexp = Site.NAME) String site) {}

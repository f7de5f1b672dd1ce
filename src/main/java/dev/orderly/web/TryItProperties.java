package dev.orderly.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether this is the try-it run, whose page is open to all.
 *
 * @param tryItKey the demo key that the page uses; empty in production, where the page stays shut
 */
@ConfigurationProperties("orderly.console")
record TryItProperties(@DefaultValue("") String tryItKey) {

    boolean isOn() {
        return !tryItKey.isEmpty();
    }
}

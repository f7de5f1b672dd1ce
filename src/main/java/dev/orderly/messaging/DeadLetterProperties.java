package dev.orderly.messaging;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept of dead letters.
 *
 * @param keepActs how long it is known who replayed, edited or skipped one
 */
@ConfigurationProperties("orderly.messaging.dead-letters")
record DeadLetterProperties(@DefaultValue("365d") Duration keepActs) {

    DeadLetterProperties {
        if (!keepActs.isPositive()) {
            throw new IllegalArgumentException(
                    "orderly.messaging.dead-letters.keep-acts is " + keepActs + "; it must be positive");
        }
    }
}

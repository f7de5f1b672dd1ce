package dev.orderly.inventory;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The inventory's settings.
 *
 * @param reconcileEvery how often the stock is held against its reservations and movements
 */
@Validated
@ConfigurationProperties("orderly.inventory")
record InventoryProperties(
        @DefaultValue("5m") @DurationMin(seconds = 1) Duration reconcileEvery) {

    private static final Duration SELDOM = Duration.ofSeconds(15);

    /** How often to see whether it is time. */
    Duration poll() {
        Duration often = reconcileEvery.dividedBy(4);
        return often.compareTo(SELDOM) < 0 ? often : SELDOM;
    }
}

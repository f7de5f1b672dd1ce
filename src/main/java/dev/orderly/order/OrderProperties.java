package dev.orderly.order;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The order module's settings.
 *
 * @param paymentTimeout how long an order may wait for its payment before it expires
 */
@Validated
@ConfigurationProperties("orderly.order")
record OrderProperties(
        @DefaultValue("30m") @DurationMin(millis = 1) Duration paymentTimeout) {}

package dev.orderly.order;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long an order may stay in a state before the watchdog reports it. A minute is the least: by then no transaction
 * is open any more that may have brought the order there.
 *
 * @param placed until its stock is reserved
 * @param awaitingPayment after its payment was due
 * @param paid until its caller ships it
 * @param shipped until its caller tells that it arrived
 * @param refunding until its money went back
 */
@Validated
@ConfigurationProperties("orderly.order.overstay")
record OverstayProperties(
        @DefaultValue("5m") @DurationMin(minutes = 1) Duration placed,
        @DefaultValue("5m") @DurationMin(minutes = 1) Duration awaitingPayment,
        @DefaultValue("3d") @DurationMin(minutes = 1) Duration paid,
        @DefaultValue("30d") @DurationMin(minutes = 1) Duration shipped,
        @DefaultValue("1h") @DurationMin(minutes = 1) Duration refunding) {

    /** The limit of each state in which an order waits for something. */
    Map<OrderStatus, Duration> limits(OrderProperties order) {
        Map<OrderStatus, Duration> limits = new LinkedHashMap<>();
        limits.put(OrderStatus.PLACED, placed);
        limits.put(OrderStatus.AWAITING_PAYMENT, order.paymentTimeout().plus(awaitingPayment));
        limits.put(OrderStatus.PAID, paid);
        limits.put(OrderStatus.SHIPPED, shipped);
        limits.put(OrderStatus.REFUNDING, refunding);
        return limits;
    }
}

package dev.orderly.payment;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How payments are collected.
 *
 * @param provider who takes the money; has no default, and {@code sandbox} moves none
 * @param callbackUrl where the provider reaches this application, such as {@code https://orders.example.com}; by default
 *     {@code http://localhost} with the port that is served
 * @param concurrency how many calls to the provider this process makes at the same time
 * @param connectTimeout how long the provider may take to accept a connection
 * @param readTimeout how long the provider may take to answer
 * @param retryFirst the delay before a failed call is made again; it doubles with each failure
 * @param retryMost the longest delay between two attempts
 * @param askAfter the ages at which a payment is asked for whose provider has not called; the last one repeats
 * @param askCancelledFor how long a cancelled payment is still asked for, so that late money is found and goes back
 */
@Validated
@ConfigurationProperties("orderly.payment")
record PaymentProperties(
        @DefaultValue("") String provider,

        @Nullable @Pattern(regexp = "https?://.+", message = "must be an http or https address") String callbackUrl,

        @DefaultValue("16") @Min(1) @Max(1000) int concurrency,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration connectTimeout,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration readTimeout,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration retryFirst,
        @DefaultValue("1m") @DurationMin(millis = 1) Duration retryMost,
        @DefaultValue({"5m", "1h", "1d"}) @NotEmpty List<@DurationMin(millis = 1) Duration> askAfter,
        @DefaultValue("7d") @DurationMin(millis = 0) Duration askCancelledFor) {

    private static final Duration SLOWEST_POLL = Duration.ofSeconds(1);

    PaymentProperties {
        askAfter = List.copyOf(askAfter);
    }

    /** How often to look for calls that are due; nobody announces a retry. */
    Duration poll() {
        return retryFirst.compareTo(SLOWEST_POLL) < 0 ? retryFirst : SLOWEST_POLL;
    }

    /** How long a claimed call may take before somebody else makes it again. */
    Duration lease() {
        return connectTimeout.plus(readTimeout).plusSeconds(30);
    }

    /** When to ask next about a payment of this age. */
    Duration untilNextAsk(Duration age) {
        return askAfter.stream()
                .filter(moment -> moment.compareTo(age) > 0)
                .findFirst()
                .map(moment -> moment.minus(age))
                .orElseGet(askAfter::getLast);
    }

    /** Whether to ask on: the answer still decides, or may tell of late money that goes back. */
    boolean asksOn(ProviderTask task) {
        return task.payment().status().isOpen() || task.age().compareTo(askCancelledFor) < 0;
    }

    /** How long to wait after so many failures in a row. */
    Duration untilRetry(int failures) {
        Duration doubled = retryFirst.multipliedBy(1L << Math.min(failures, 20));
        return doubled.compareTo(retryMost) < 0 ? doubled : retryMost;
    }
}

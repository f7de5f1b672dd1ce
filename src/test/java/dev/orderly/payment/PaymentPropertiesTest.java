package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaymentPropertiesTest {

    private static final PaymentProperties PROPERTIES = new PaymentProperties(
            "sandbox",
            null,
            16,
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            List.of(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(1)),
            Duration.ofDays(7));

    @Test
    void a_payment_is_asked_for_at_the_given_ages_and_then_at_the_last_interval() {
        assertThat(PROPERTIES.untilNextAsk(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(298));
        assertThat(PROPERTIES.untilNextAsk(Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(55));
        assertThat(PROPERTIES.untilNextAsk(Duration.ofHours(1))).isEqualTo(Duration.ofHours(23));
        assertThat(PROPERTIES.untilNextAsk(Duration.ofDays(2))).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void retries_slow_down_to_the_longest_delay() {
        assertThat(PROPERTIES.untilRetry(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(PROPERTIES.untilRetry(3)).isEqualTo(Duration.ofSeconds(8));
        assertThat(PROPERTIES.untilRetry(1000)).isEqualTo(Duration.ofMinutes(1));
    }
}

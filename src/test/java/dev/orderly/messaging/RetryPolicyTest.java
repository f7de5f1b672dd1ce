package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RetryPolicyTest {

    @Test
    void without_configuration_an_event_is_tried_for_about_three_quarters_of_an_hour() {
        RetryPolicy usual = policies(Map.of()).of("ledger", "meter.read");
        Duration all = Duration.ZERO;
        int attempts = 1;
        while (!usual.isSpent(attempts)) {
            all = all.plus(usual.delayAfter(attempts++));
        }
        assertThat(attempts).isEqualTo(10);
        assertThat(all).isBetween(Duration.ofMinutes(35), Duration.ofMinutes(65));
    }

    @Test
    void a_delay_grows_by_the_factor_up_to_the_longest() {
        RetryPolicy policy = new RetryPolicy(9, Duration.ofSeconds(2), 2.5, Duration.ofSeconds(30), 0);
        assertThat(policy.delayAfter(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.delayAfter(2)).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.delayAfter(3)).isEqualTo(Duration.ofMillis(12_500));
        assertThat(policy.delayAfter(5)).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.delayAfter(1_000)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void jitter_makes_each_delay_longer_or_shorter_by_its_share() {
        RetryPolicy policy = new RetryPolicy(9, Duration.ofSeconds(10), 1, Duration.ofSeconds(10), 0.5);
        for (int n = 0; n < 100; n++) {
            assertThat(policy.delayAfter(1)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
        }
    }

    @Test
    void what_a_type_does_not_say_its_module_says_and_else_the_default() {
        RetryPolicies policies = policies(Map.of(
                "orderly.messaging.retry.jitter", "0",
                "orderly.messaging.retry.modules.ledger.attempts", "4",
                "orderly.messaging.retry.modules.ledger.types.[meter.read].first-delay", "7s"));
        assertThat(policies.of("ledger", "meter.read"))
                .isEqualTo(new RetryPolicy(4, Duration.ofSeconds(7), 3, Duration.ofMinutes(15), 0));
        assertThat(policies.of("ledger", "meter.removed"))
                .isEqualTo(new RetryPolicy(4, Duration.ofSeconds(1), 3, Duration.ofMinutes(15), 0));
        assertThat(policies.of("chart", "meter.read").attempts()).isEqualTo(10);
    }

    @Test
    void what_no_retry_can_mend_is_found_among_the_causes() {
        RetryPolicies policies =
                policies(Map.of("orderly.messaging.retry.unrecoverable", "java.lang.ArithmeticException"));
        assertThat(policies.delay("ledger", "meter.read", new IllegalStateException(), 1))
                .isPresent();
        assertThat(policies.delay("ledger", "meter.read", new IllegalStateException(new ArithmeticException()), 1))
                .isEmpty();
        assertThat(policies.delay("ledger", "meter.read", new IllegalStateException(new Unrecoverable("no")), 1))
                .isEmpty();
    }

    @Test
    void a_type_below_a_type_is_refused() {
        assertThatThrownBy(() -> policies(
                        Map.of("orderly.messaging.retry.modules.ledger.types.[meter.read].types.[a.b].attempts", "3")))
                .hasStackTraceContaining("types.[meter.read] has types below it");
    }

    @Test
    void nonsense_is_refused_with_the_name_of_the_property() {
        assertThatThrownBy(() -> policies(Map.of("orderly.messaging.retry.attempts", "0")))
                .hasStackTraceContaining("orderly.messaging.retry.attempts is 0; it must be from 1 to 1000");
        assertThatThrownBy(() -> policies(Map.of("orderly.messaging.retry.modules.ledger.jitter", "1")))
                .hasStackTraceContaining("orderly.messaging.retry.modules.ledger.jitter is 1.0; it must be");
        assertThatThrownBy(() ->
                        policies(Map.of("orderly.messaging.retry.unrecoverable", "java.lang.ArithmeticExpection")))
                .hasMessageContaining("names java.lang.ArithmeticExpection, and there is no such exception");
        assertThatThrownBy(() -> policies(Map.of("orderly.messaging.retry.unrecoverable", "java.lang.String")))
                .hasMessageContaining("names java.lang.String, and there is no such exception");
        assertThatThrownBy(() -> new BreakerProperties(5, Duration.ofSeconds(9), Duration.ofSeconds(3)))
                .hasMessageContaining("a first-probe of PT9S and a longest-probe of PT3S");
    }

    private static RetryPolicies policies(Map<String, String> properties) {
        RetryProperties bound = new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("orderly.messaging.retry", Bindable.of(RetryProperties.class));
        return new RetryPolicies(bound, Set.of("meter.read", "meter.removed"));
    }
}

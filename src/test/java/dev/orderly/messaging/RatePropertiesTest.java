package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class RatePropertiesTest {

    @Test
    void a_job_can_be_capped_from_the_environment_where_its_name_has_no_dashes() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "test-systemEnvironment",
                        Map.of(
                                "ORDERLY_MESSAGING_RATE_PAYMENT_PROVIDER_CALLS", "20/s",
                                "ORDERLY_MESSAGING_RATE_INVENTORY", "200")));
        RateProperties properties = new Binder(ConfigurationPropertySources.get(environment))
                .bind("orderly.messaging", RateProperties.class)
                .get();
        assertThat(properties.rates())
                .containsOnly(
                        Map.entry("payment-provider-calls", Rate.valueOf("20")),
                        Map.entry("inventory", Rate.valueOf("200/s")));
    }

    @Test
    void a_limit_of_lag_is_a_number_an_age_or_both_or_off() {
        assertThat(LagLimit.valueOf("10000 or 60s")).isEqualTo(new LagLimit(10_000L, Duration.ofMinutes(1)));
        assertThat(LagLimit.valueOf("5")).isEqualTo(new LagLimit(5L, null));
        assertThat(LagLimit.valueOf("1h")).isEqualTo(new LagLimit(null, Duration.ofHours(1)));
        assertThat(LagLimit.valueOf("off")).isEqualTo(new LagLimit(null, null));
        for (String nonsense : new String[] {"", "many", "60s or 5", "0s", "1 or 2 or 3", "-1"}) {
            assertThatThrownBy(() -> LagLimit.valueOf(nonsense)).hasMessageContaining("A limit of lag is");
        }
    }

    @Test
    void the_time_to_drain_comes_from_the_pace_of_handling_and_of_arriving() {
        Instant begun = Instant.parse("2026-11-23T08:00:00Z");
        Pace first = Pace.first(begun, 0, 1_000);
        assertThat(Drain.of(1_000, first).state()).isEqualTo(Drain.State.MEASURING);

        Pace draining = first.next(begun.plusSeconds(10), 300, 1_100);
        assertThat(draining.handledPerSecond()).isEqualTo(30);
        assertThat(draining.arrivingPerSecond()).isEqualTo(10);
        assertThat(Drain.of(800, draining).time()).isEqualTo(Duration.ofSeconds(40));

        Pace standing = draining.next(begun.plusSeconds(130), 300, 1_100);
        assertThat(Drain.of(800, standing).state()).isEqualTo(Drain.State.NOT_DRAINING);
        Pace growing = standing.next(begun.plusSeconds(140), 300, 5_000);
        assertThat(Drain.of(4_700, growing)).isEqualTo(new Drain(Drain.State.NOT_DRAINING, null));
        Pace replayed = growing.next(begun.plusSeconds(141), 10, 5_000);
        assertThat(replayed.known()).as("it was moved back").isFalse();
    }
}

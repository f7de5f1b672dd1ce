package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a relay goes round under load. */
class RelayPaceTest {

    private long now;
    private long inLine;
    private final RelayPace pace = new RelayPace(() -> now);

    @Test
    void a_few_events_are_put_in_line_as_they_come() {
        for (int n = 0; n < 100; n++) {
            after(10, 0, 1);
            assertThat(pace.isBusy()).isFalse();
        }
    }

    @Test
    void a_relay_alone_waits_for_more_where_many_come() {
        after(20, 0, 8);
        assertThat(pace.isBusy()).isTrue();
        assertThat(pace.rest()).isEqualTo(RelayPace.REST);
    }

    @Test
    void of_four_relays_each_rests_four_times_as_long() {
        for (int n = 0; n < 50; n++) {
            after(80, 24, 8);
        }
        assertThat(pace.isBusy()).isTrue();
        assertThat(pace.rest()).isCloseTo(RelayPace.REST.multipliedBy(4), Duration.ofMillis(2));
    }

    @Test
    void a_round_that_finds_little_as_another_was_just_made_does_not_end_the_rest() {
        after(40, 16, 16);
        after(40, 31, 1);
        assertThat(pace.isBusy()).isTrue();
        after(40, 32, 0);
        assertThat(pace.isBusy()).isTrue();
    }

    @Test
    void where_others_put_only_a_few_in_line_none_rests() {
        for (int n = 0; n < 20; n++) {
            after(1_000, 300, 2);
            assertThat(pace.isBusy()).isFalse();
            assertThat(pace.rest()).isZero();
        }
    }

    @Test
    void a_relay_that_takes_over_after_long_is_not_slowed_down_by_what_the_other_did() {
        after(20, 0, 8);
        after(3_600_000, 1_000_000, 8);
        for (int n = 0; n < 5; n++) {
            after(20, 0, 40);
            assertThat(pace.rest()).isEqualTo(RelayPace.REST);
        }
    }

    @Test
    void however_many_there_are_nothing_waits_for_more_than_a_tenth_of_a_second() {
        for (int n = 0; n < 50; n++) {
            after(100, 100, 1);
        }
        assertThat(pace.rest()).isEqualTo(Duration.ofMillis(100));
    }

    /** So long after the last round, in which others have put events in line, the relay puts some there too. */
    private void after(int millis, int others, int own) {
        now += Duration.ofMillis(millis).toNanos();
        inLine += others;
        pace.round(own, inLine);
        inLine += own;
    }
}

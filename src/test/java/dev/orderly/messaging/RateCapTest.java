package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A module that is capped handles so many events a second and no more, over all instances; the others do not wait. */
class RateCapTest {

    private static final int EVENTS = 150;
    private static final int PER_SECOND = 15;

    @Test
    void a_spike_is_accepted_at_once_and_handled_no_faster_than_the_cap_by_two_instances() {
        TestDatabase database = TestDatabase.fresh();
        String cap = "orderly.messaging.rate.ledger=" + PER_SECOND + "/s";
        try (Station one = Station.start(database, cap);
                Station _ = Station.start(database, cap)) {
            List<String> meters =
                    IntStream.range(0, 15).mapToObj(n -> "spike-" + n).toList();
            meters.forEach(one.meters()::install);
            one.jdbc()
                    .sql("ALTER TABLE ledger_entry ADD COLUMN booked_at DATETIME(6) NOT NULL DEFAULT NOW(6)")
                    .update();

            one.transaction().executeWithoutResult(status -> {
                for (int n = 0; n < EVENTS; n++) {
                    one.meters().read(meters.get(n % meters.size()));
                }
            });

            await().until(() -> one.count("SELECT COUNT(*) FROM chart_point") == EVENTS);
            assertThat(one.count("SELECT COUNT(*) FROM ledger_entry"))
                    .as("the chart has no cap and does not wait for the ledger")
                    .isLessThan(EVENTS);
            one.awaitHandled();
            assertThat(one.count("SELECT COUNT(*) FROM ledger_entry")).isEqualTo(EVENTS);
            assertThat(mostInOneSecond(one)).isLessThanOrEqualTo(PER_SECOND + burstAndCommit());
            assertThat(one.context()
                            .getBean(MeterRegistry.class)
                            .get("orderly.messaging.rate.wait")
                            .tag("cap", "ledger")
                            .timer()
                            .count())
                    .isPositive();
        }
    }

    @Test
    void permits_are_given_out_no_faster_than_the_rate_and_what_is_given_back_can_be_taken_again() {
        try (Station station = Station.start(TestDatabase.fresh(), "orderly.messaging.rate.ledger=1000/h")) {
            Cap cap = station.context().getBean(Caps.class).of("ledger");
            assertThat(cap.take(10)).as("after a pause").isEqualTo(1);
            assertThat(cap.take(10)).isZero();
            assertThat(cap.rest()).isBetween(Duration.ofMillis(3000), Duration.ofMillis(3600));
            cap.giveBack(1);
            assertThat(cap.take(10)).isEqualTo(1);
            assertThatThrownBy(() -> station.transaction().executeWithoutResult(status -> cap.take(1)))
                    .hasMessageContaining("never in one");
        }
    }

    @Test
    void a_rate_is_a_number_in_a_second_a_minute_or_an_hour() {
        assertThat(Rate.valueOf("50").each()).isEqualTo(Duration.ofMillis(20));
        assertThat(Rate.valueOf("50/s").burst()).isEqualTo(5);
        assertThat(Rate.valueOf("60/min").each()).isEqualTo(Duration.ofSeconds(1));
        assertThat(Rate.valueOf("3600/h").burst()).isEqualTo(1);
        assertThat(Rate.valueOf("0.5").each()).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> Rate.valueOf("0")).hasMessageContaining("positive");
        assertThatThrownBy(() -> Rate.valueOf("fast")).hasMessageContaining("50/s");
    }

    /** The sliding second with the most entries, by the database's clock. */
    private static long mostInOneSecond(Station station) {
        List<Instant> times = station.jdbc()
                .sql("SELECT booked_at FROM ledger_entry ORDER BY booked_at")
                .query((row, n) -> DatabaseTime.read(row, "booked_at"))
                .list();
        return times.stream()
                .mapToLong(from -> times.stream()
                        .filter(time -> !time.isBefore(from) && time.isBefore(from.plusSeconds(1)))
                        .count())
                .max()
                .orElse(0);
    }

    /** A tenth of a second's permits may be saved up, and each of four workers may sit on its permits for a moment. */
    private static int burstAndCommit() {
        return 5 * Rate.valueOf(PER_SECOND + "/s").burst();
    }
}

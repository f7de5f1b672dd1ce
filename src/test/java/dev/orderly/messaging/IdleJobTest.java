package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An idle application asks the database little. */
class IdleJobTest {

    @Test
    void a_job_that_sees_nothing_to_do_takes_no_lock() {
        try (Station station = Station.start(TestDatabase.fresh())) {
            String locks = "SELECT COUNT(*) FROM shedlock WHERE name = 'messaging-delayed-events'";
            await().during(Duration.ofSeconds(1)).until(() -> station.count(locks) == 0);

            station.meters().install("later");
            station.meters().readLater("later", Duration.ofMillis(50));
            station.awaitBooked("later", 1);

            assertThat(station.count(locks)).isEqualTo(1);
            assertThat(station.context()
                            .getBean(MeterRegistry.class)
                            .get("orderly.messaging.job")
                            .tags("job", "messaging-delayed-events", "outcome", "success")
                            .timer()
                            .count())
                    .isPositive();
        }
    }
}

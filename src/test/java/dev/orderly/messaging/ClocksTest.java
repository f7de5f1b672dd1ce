package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances, one with its clock ten minutes ahead, one with its clock ten minutes behind. */
class ClocksTest {

    private static final Duration WRONG = Duration.ofMinutes(10);

    static Station early;
    static Station late;

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.fresh();
        early = Station.start(WRONG, database);
        late = Station.start(WRONG.negated(), database);
        Instant now = early.log().cursors().now();
        assertThat(early.context().getBean(Clock.class).instant()).isAfter(now.plus(Duration.ofMinutes(9)));
        assertThat(late.context().getBean(Clock.class).instant()).isBefore(now.minus(Duration.ofMinutes(9)));
    }

    @AfterAll
    static void stop() {
        late.close();
        early.close();
    }

    @Test
    void both_publish_and_handle_each_event_once_and_in_the_order_of_its_key() {
        early.meters().install("shared");
        for (int n = 0; n < 60; n++) {
            (n % 2 == 0 ? early : late).meters().read("shared");
        }
        early.awaitHandled();
        assertThat(early.booked("shared"))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
    }

    @Test
    void a_delayed_event_is_due_when_the_database_says_so_whoever_delays_and_whoever_releases_it() {
        for (Station station : List.of(early, late)) {
            String meter = "delayed-" + Ids.next();
            station.meters().install(meter);
            Instant published = station.log().cursors().now();
            station.meters().readLater(meter, Duration.ofSeconds(1));
            station.awaitBooked(meter, 1);
            Instant released = station.jdbc()
                    .sql("SELECT created_at FROM outbox WHERE event_key = :meter")
                    .param("meter", meter)
                    .query((row, n) -> DatabaseTime.read(row, "created_at"))
                    .single();
            assertThat(released).isBetween(published.plusSeconds(1), published.plusSeconds(60));
        }
    }

    @Test
    void a_failed_event_is_tried_again_after_its_delay_and_not_after_ten_minutes() {
        AtomicInteger attempts = new AtomicInteger();
        for (Station station : List.of(early, late)) {
            station.faults().on("failing", event -> {
                if (attempts.incrementAndGet() < 3) {
                    throw new IllegalStateException("not yet");
                }
            });
        }
        early.meters().install("failing");
        early.meters().read("failing");
        early.awaitBooked("failing", 1);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void a_job_that_one_of_them_is_at_is_left_to_it_by_the_other() {
        assertThat(runsInside(early, late)).isFalse();
        assertThat(runsInside(late, early)).isFalse();
    }

    private static boolean runsInside(Station one, Station other) {
        boolean[] both = {false};
        one.context()
                .getBean(JobLock.class)
                .run("clocks", () -> other.context().getBean(JobLock.class).run("clocks", () -> both[0] = true));
        return both[0];
    }

    @Test
    void events_within_the_retention_stay_and_nobody_is_thought_to_be_behind() {
        early.meters().install("young");
        early.meters().read("young");
        early.awaitHandled();
        long kept = early.count("SELECT COUNT(*) FROM outbox");
        for (Station station : List.of(early, late)) {
            CleanLog clean = new CleanLog(
                    station.log(), 8, Retention.valueOf("5m"), station.context().getBean(MeterRegistry.class));
            for (int shard = 0; shard < 8; shard++) {
                clean.run();
            }
            assertThat(station.context().getBean(LagMonitor.class).look().modules())
                    .allSatisfy(lag -> assertThat(lag.age()).isLessThan(Duration.ofMinutes(1)));
        }
        assertThat(early.count("SELECT COUNT(*) FROM outbox")).isEqualTo(kept);
    }

    @Test
    void a_clock_that_follows_the_database_is_right_however_wrong_its_machine_is() {
        DatabaseClock clock = new DatabaseClock(Clock.offset(Clock.systemUTC(), WRONG));
        clock.follow(early.log().cursors().now());
        assertThat(Duration.between(early.log().cursors().now(), clock.instant())
                        .abs())
                .isLessThan(Duration.ofSeconds(5));
        assertThat(clock.ahead().abs()).isGreaterThan(Duration.ofMinutes(9));
    }
}

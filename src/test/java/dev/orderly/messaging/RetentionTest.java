package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RetentionTest {

    @Test
    void events_past_the_retention_go_but_never_those_that_a_module_has_still_to_handle() {
        try (Station station = Station.start(TestDatabase.fresh())) {
            station.meters().install("old");
            for (int n = 0; n < 5; n++) {
                station.meters().read("old");
            }
            station.awaitHandled();
            int shard = Shards.of("old", 8);
            station.jdbc().sql("""
                        INSERT INTO consumer_cursor (module, shard, position, generation, batch, moved_at)
                        VALUES ('archive', :shard, 2, 1, 0, UTC_TIMESTAMP(6))""").param("shard", shard).update();
            Job.Work clean = clean(station, "1ms");
            assertThat(round(clean)).as("more than one batch").isFalse();
            assertThat(station.count("SELECT MIN(position) FROM outbox")).isEqualTo(3);
            station.jdbc()
                    .sql("UPDATE consumer_cursor SET position = 5 WHERE module = 'archive'")
                    .update();
            round(clean);
            assertThat(station.count("SELECT COUNT(*) FROM outbox")).isZero();
            station.meters().read("old");
            station.awaitBooked("old", 6);
        }
    }

    @Test
    void a_run_cleans_one_shard_and_asks_to_go_on_until_all_had_their_turn() {
        try (Station station = Station.start(TestDatabase.fresh())) {
            for (int n = 0; n < 30; n++) {
                station.meters().install("spread-" + n);
                station.meters().read("spread-" + n);
            }
            station.awaitHandled();
            Job.Work clean = clean(station, "1ms");
            for (int shard = 0; shard < 8; shard++) {
                assertThat(clean.run()).isEqualTo(shard < 7);
                assertThat(station.count("SELECT COUNT(*) FROM outbox WHERE shard <= " + shard))
                        .isZero();
            }
        }
    }

    @Test
    void events_within_the_retention_stay() {
        try (Station station = Station.start(TestDatabase.fresh())) {
            station.meters().install("young");
            station.meters().read("young");
            station.awaitHandled();
            round(clean(station, "1h"));
            round(clean(station, "unlimited"));
            assertThat(station.count("SELECT COUNT(*) FROM outbox")).isEqualTo(1);
        }
    }

    @Test
    void a_retired_module_no_longer_holds_the_clean_up_back() {
        TestDatabase database = TestDatabase.fresh();
        Station.start(database).close();
        try (Station station = Station.start(database, "orderly.modules=meter,ledger")) {
            station.meters().install("orphaned");
            station.meters().read("orphaned");
            station.awaitBooked("orphaned", 1);
            Job.Work clean = clean(station, "1ms");
            round(clean);
            assertThat(station.count("SELECT COUNT(*) FROM outbox"))
                    .as("the chart has not seen it")
                    .isEqualTo(1);
            RetireConsumer retire = new RetireConsumer(
                    station.log(), new Sites(station.jdbc()), java.util.Set.of("meter", "ledger", "bridge"));
            assertThat(retire.retire("ledger")).isEqualTo(RetireConsumer.Outcome.STILL_EXISTS);
            JdbcClient person = station.jdbc();
            person.sql("INSERT INTO site (name, id, epoch, own, hub) VALUES ('far', 'a', 1, FALSE, FALSE)")
                    .update();
            assertThat(retire.retire("bridge"))
                    .as("who tells the log to another site")
                    .isEqualTo(RetireConsumer.Outcome.OTHERS_LISTEN);
            person.sql("DELETE FROM site WHERE NOT own").update();
            assertThat(retire.retire("bridge")).isEqualTo(RetireConsumer.Outcome.UNKNOWN);
            assertThat(retire.retire("nobody")).isEqualTo(RetireConsumer.Outcome.UNKNOWN);
            assertThat(retire.retire("größe")).isEqualTo(RetireConsumer.Outcome.UNKNOWN);
            assertThat(retire.retire("chart")).isEqualTo(RetireConsumer.Outcome.RETIRED);
            round(clean);
            assertThat(station.count("SELECT COUNT(*) FROM outbox")).isZero();
        }
    }

    @Test
    void a_retention_is_a_positive_duration_or_unlimited() {
        assertThat(Retention.valueOf("7d").atMost()).isEqualTo(Duration.ofDays(7));
        assertThat(Retention.valueOf("unlimited").atMost()).isNull();
        assertThatThrownBy(() -> Retention.valueOf("0s")).hasMessageContaining("positive");
        assertThatThrownBy(() -> Retention.valueOf("soon")).isInstanceOf(IllegalArgumentException.class);
    }

    /** A run for each shard; tells whether there may be more. */
    private static boolean round(Job.Work clean) {
        boolean more = false;
        for (int shard = 0; shard < 8; shard++) {
            more = clean.run();
        }
        return more;
    }

    private static Job.Work clean(Station station, String retention) {
        return new CleanLog(
                station.log(),
                8,
                Retention.valueOf(retention),
                station.context().getBean(MeterRegistry.class));
    }
}

package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hundred thousand events that wait behind one dead letter cost the others nothing. */
class CrowdBehindOneKeyTest {

    private static final Logger LOG = LoggerFactory.getLogger(CrowdBehindOneKeyTest.class);
    private static final String KEY = "crowded";
    private static final int SHARD = Shards.of(KEY, 8);

    static Station station;

    @BeforeAll
    static void crowd() {
        station = Station.start(TestDatabase.fresh(), "orderly.messaging.retry.attempts=1");
        station.meters().install(KEY);
        station.faults().on(KEY, event -> {
            throw new IllegalStateException("no");
        });
        station.meters().read(KEY);
        station.awaitDead(KEY, 1);
        station.awaitHandled();
        station.jdbc()
                .sql(
                        """
                        INSERT INTO parked_event (module, shard, position, event_id, aggregate_type, aggregate_id,
                            event_type, event_version, event_key, payload, traceparent, correlation_id, created_at,
                            parked_at, attempts, next_attempt_at)
                        SELECT module, shard, 1000000 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d, event_id,
                            aggregate_type, aggregate_id, event_type, event_version, event_key, payload, traceparent,
                            correlation_id, created_at, parked_at, 0, TIMESTAMP'9999-12-31 00:00:00'
                        FROM parked_event, %1$s AS a, %1$s AS b, %1$s AS c, %1$s AS d, %1$s AS e""".formatted(
                                        "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)"))
                .update();
        station.jdbc().sql("ANALYZE TABLE parked_event").query().listOfRows();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @Test
    void a_step_in_the_shard_looks_at_a_handful_of_rows() {
        assertThat(reads(
                        "what waits in the shard",
                        () -> station.log().parkedEvents().waiting("ledger", Set.of(SHARD))))
                .isLessThan(10);
        assertThat(reads("which keys are blocked", () -> {
                    Set<String> blocked =
                            station.log().parkedEvents().blocked("ledger", new HashSet<>(Set.of(KEY, "free", "freer")));
                    assertThat(blocked).containsExactly(KEY);
                    return blocked;
                }))
                .isLessThan(20);
    }

    @Test
    void looking_out_for_work_looks_at_as_many_rows_as_there_are_cursors() {
        assertThat(reads("what is pending", () -> station.log().cursors().outlook()))
                .isLessThan(120);
    }

    @Test
    void finding_what_was_forgotten_jumps_from_key_to_key() {
        assertThat(reads(
                        "what was forgotten", () -> station.log().parkedEvents().makeForgottenDue(500)))
                .isLessThan(60);
    }

    @Test
    void the_list_of_dead_letters_reads_its_page() {
        DeadLetters letters = station.context().getBean(DeadLetterDesk.class).letters();
        assertThat(reads(
                        "the list",
                        () -> letters.list(
                                new DeadLetterFilter("ledger", null, null, null, null, null),
                                new DeadLetterPage(false, null),
                                21)))
                .isLessThan(30);
    }

    @Test
    void events_of_other_keys_in_the_shard_are_handled_as_ever() {
        String neighbour = Station.sameShardAs(KEY);
        station.meters().install(neighbour);
        for (int n = 0; n < 20; n++) {
            station.meters().read(neighbour);
        }
        station.awaitBooked(neighbour, 20);
    }

    /** How many rows the server reads for it, along an index or not. */
    private static long reads(String what, Supplier<?> query) {
        return Objects.requireNonNull(station.transaction().execute(status -> {
            long before = rowsRead();
            long begun = System.nanoTime();
            var _ = query.get();
            double millis = (System.nanoTime() - begun) / 1e6;
            long rows = rowsRead() - before;
            LOG.info("{}: {} rows in {} ms", what, rows, millis);
            return rows;
        }));
    }

    private static long rowsRead() {
        return station
                .jdbc()
                .sql("SHOW SESSION STATUS LIKE 'Handler_read%'")
                .query((row, n) -> row.getLong(2))
                .list()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}

package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.orderly.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The queries that run in a loop reach their rows along an index and sort nothing. */
class QueryPlanTest {

    static Station station;

    @BeforeAll
    static void fill() {
        station = Station.start(TestDatabase.fresh());
        station.meters().install("planned");
        for (int n = 0; n < 50; n++) {
            station.meters().read("planned");
        }
        station.awaitHandled();
        station.jdbc().sql("""
                        INSERT INTO parked_event (module, shard, position, event_id, aggregate_type, aggregate_id,
                            event_type, event_version, event_key, payload, traceparent, correlation_id, created_at,
                            parked_at, attempts, next_attempt_at)
                        SELECT 'nobody', shard, position, event_id, aggregate_type, aggregate_id, event_type,
                            event_version, event_key, payload, traceparent, correlation_id, created_at,
                            created_at, 1, UTC_TIMESTAMP(6) + INTERVAL position HOUR
                        FROM outbox""").update();
        station.jdbc().sql("""
                        INSERT INTO instance (id, name, host, pid, version, site, modules, work, started_at, seen_at)
                        SELECT event_id, 'copy', 'here', 1, '', 'hub', '', '{}', created_at, created_at
                        FROM outbox""").update();
        station.jdbc()
                .sql("ANALYZE TABLE outbox, parked_event, instance")
                .query()
                .listOfRows();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    what waits for a position | outbox | outbox_unprocessed | SELECT id, shard FROM outbox FORCE INDEX (outbox_unprocessed) WHERE processed_at IS NULL AND id > 10 ORDER BY id LIMIT 1000
                    the next batch            | outbox | outbox_log         | SELECT position, payload FROM outbox FORCE INDEX (outbox_log) WHERE shard = 3 AND position > 10 ORDER BY shard, position LIMIT 100
                    the oldest events         | outbox | outbox_log         | SELECT position, processed_at FROM outbox FORCE INDEX (outbox_log) WHERE shard = 3 AND position IS NOT NULL ORDER BY shard, position LIMIT 1000
                    a cursor                  | consumer_cursor | PRIMARY   | SELECT position, generation FROM consumer_cursor WHERE module = 'ledger' AND shard = 3 FOR UPDATE SKIP LOCKED
                    a module                  | consumer | PRIMARY          | SELECT module FROM consumer WHERE module = 'ledger' FOR UPDATE SKIP LOCKED
                    delayed events            | delayed_event | delayed_event_due | SELECT id FROM delayed_event FORCE INDEX (delayed_event_due) WHERE due_at <= UTC_TIMESTAMP(6) ORDER BY due_at, id LIMIT 500 FOR UPDATE SKIP LOCKED
                    what waits, counted       | outbox | outbox_unprocessed | SELECT id FROM outbox FORCE INDEX (outbox_unprocessed) WHERE processed_at IS NULL AND id > 10 LIMIT 100000
                    next event of each cursor | next   | outbox_log         | SELECT c.module, next.created_at FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard LEFT JOIN outbox next FORCE INDEX (outbox_log) ON next.shard = c.shard AND next.position = c.position + 1
                    parked events, counted    | parked_event | parked_event_key | SELECT shard FROM parked_event FORCE INDEX (parked_event_key) WHERE module = 'nobody' LIMIT 100000
                    old events before a time  | outbox | outbox_log         | SELECT position FROM outbox FORCE INDEX (outbox_log) WHERE shard = 3 AND position IS NOT NULL AND processed_at < UTC_TIMESTAMP(6) ORDER BY shard DESC, position DESC LIMIT 1
                    processes long gone       | gone   | instance_seen      | DELETE gone FROM instance AS gone FORCE INDEX (instance_seen) WHERE gone.seen_at < UTC_TIMESTAMP(6) - INTERVAL 1 HOUR
                    all processes             | instance | PRIMARY          | SELECT id, work FROM instance FORCE INDEX (PRIMARY) ORDER BY id
                    clean-up                  | event  | outbox_log         | DELETE event FROM outbox AS event FORCE INDEX (outbox_log) WHERE event.shard = 3 AND event.position > 0 AND event.position <= 500
                    """)
    void uses_its_index_and_no_filesort(String query, String table, String index, String sql) {
        List<Step> plan = plan(sql);
        assertThat(plan)
                .isNotEmpty()
                .allSatisfy(step ->
                        assertThat(step.extra()).doesNotContain("filesort").doesNotContain("temporary"));
        assertThat(plan)
                .filteredOn(step -> step.table().equals(table))
                .singleElement()
                .satisfies(step -> assertThat(step.key()).isEqualToIgnoringCase(index));
    }

    static Stream<Arguments> parked() {
        String due = "p.next_attempt_at <= UTC_TIMESTAMP(6) AND " + ParkedEvents.IS_HEAD;
        return Stream.of(
                arguments(
                        "p",
                        "parked_event_retry",
                        "SELECT p.position FROM parked_event p FORCE INDEX (parked_event_retry) WHERE p.module = 'ledger' AND p.shard = 3 AND %s ORDER BY p.next_attempt_at LIMIT 1"
                                .formatted(due)),
                arguments(
                        "p",
                        "parked_event_due",
                        "SELECT p.module, p.shard FROM parked_event p FORCE INDEX (parked_event_due) WHERE " + due),
                arguments(
                        "parked_event",
                        "parked_event_key",
                        "SELECT position FROM parked_event FORCE INDEX (parked_event_key) WHERE module = 'ledger' AND event_key = 'planned' ORDER BY position LIMIT 1"),
                arguments(
                        "parked_event",
                        "parked_event_key",
                        "SELECT module, event_key, MIN(position) AS position FROM parked_event FORCE INDEX (parked_event_key) GROUP BY module, event_key"),
                arguments(
                        "parked_event",
                        "parked_event_id",
                        "SELECT position FROM parked_event FORCE INDEX (parked_event_id) WHERE module = 'ledger' AND event_id = 'e'"),
                arguments("parked_event", "parked_event_dead", list(null, null, null, true)),
                arguments("parked_event", "parked_event_dead", list(null, null, null, false)),
                arguments("parked_event", "parked_event_dead_module", list("ledger", null, null, false)),
                arguments("parked_event", "parked_event_dead_module", list("ledger", "meter.read", null, true)),
                arguments("parked_event", "parked_event_dead_type", list(null, "meter.read", null, false)),
                arguments("parked_event", "parked_event_dead_key", list("ledger", null, "planned", false)),
                arguments("dead_letter_act", "PRIMARY", acts(null, null, null)),
                arguments("dead_letter_act", "dead_letter_act_module", acts("ledger", null, null)),
                arguments("dead_letter_act", "dead_letter_act_key", acts("ledger", "planned", null)),
                arguments("dead_letter_act", "dead_letter_act_event", acts("ledger", null, "e")));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("parked")
    void what_looks_for_parked_events_uses_its_index_and_no_filesort(String table, String index, String sql) {
        uses_its_index_and_no_filesort(sql, table, index, sql);
    }

    @Test
    void the_keys_of_a_batch_are_looked_up_one_by_one() {
        assertThat(
                        plan(
                                "SELECT k.event_key FROM JSON_TABLE('[\"a\",\"b\"]', '$[*]' COLUMNS (event_key VARCHAR(64) PATH '$')) AS k WHERE (SELECT p.position FROM parked_event p FORCE INDEX (parked_event_key) WHERE p.module = 'ledger' AND p.event_key = k.event_key LIMIT 1) IS NOT NULL"))
                .filteredOn(step -> step.table().equals("p"))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.key()).isEqualTo("parked_event_key");
                    assertThat(step.type()).isEqualToIgnoringCase("ref");
                    assertThat(step.extra()).contains("Using index").doesNotContain("filesort");
                });
    }

    private static String list(
            @Nullable String module, @Nullable String type, @Nullable String key, boolean oldestFirst) {
        DeadLetterPage page = new DeadLetterPage(oldestFirst, new DeadLetterPage.Place(Instant.EPOCH, "ledger", 3, 1));
        return literal(DeadLetters.listSql(new DeadLetterFilter(module, type, key, "cause", "1h", null), page));
    }

    private static String acts(@Nullable String module, @Nullable String key, @Nullable String event) {
        return literal(DeadLetterActs.listSql(new DeadLetterActs.Filter(module, key, event), 1_000L));
    }

    private static String literal(String sql) {
        return sql.replaceAll(":(limit|before|olderThan|youngerThan|atShard|atPosition)\\b", "7")
                .replaceAll(":atTime\\b", "TIMESTAMP'2026-01-01 00:00:00'")
                .replaceAll(":(module|atModule|type|key|eventId|error)\\b", "'ledger'");
    }

    @ParameterizedTest(name = "positions are given by primary key in a table of {0} rows")
    @CsvSource({"no", "some"})
    void positions_are_given_by_primary_key(String rows) {
        if (rows.equals("no")) {
            station.jdbc().sql("CREATE TABLE outbox_of_no LIKE outbox").update();
        }
        assertThat(plan("""
                        UPDATE JSON_TABLE('[[1,5],[2,6]]', '$[*]'
                                 COLUMNS (id BIGINT PATH '$[0]', position BIGINT PATH '$[1]')) AS numbered
                        STRAIGHT_JOIN %s FORCE INDEX (PRIMARY) ON outbox.id = numbered.id
                        SET outbox.position = numbered.position""".formatted(rows.equals("no") ? "outbox_of_no AS outbox" : "outbox")))
                .filteredOn(step -> step.table().equals("outbox"))
                .singleElement()
                .satisfies(step -> assertThat(step.type()).isEqualToIgnoringCase("eq_ref"));
    }

    private static List<Step> plan(String sql) {
        // MySQL 9 draws a tree unless asked for the table that MariaDB knows only.
        boolean mysql = !station.jdbc()
                .sql("SELECT VERSION()")
                .query(String.class)
                .single()
                .contains("MariaDB");
        return station.jdbc()
                .sql((mysql ? "EXPLAIN FORMAT=TRADITIONAL " : "EXPLAIN ") + sql)
                .query((row, n) -> new Step(
                        String.valueOf(row.getString("table")),
                        String.valueOf(row.getString("type")),
                        String.valueOf(row.getString("key")),
                        String.valueOf(row.getString("extra"))))
                .list();
    }

    private record Step(String table, String type, String key, String extra) {}
}

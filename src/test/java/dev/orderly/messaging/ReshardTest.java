package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderly.CommandContext;
import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The number of shards can be changed, and no module notices. */
class ReshardTest {

    private static final int METERS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase database = TestDatabase.fresh();
    private final JdbcClient jdbc =
            JdbcClient.create(new DriverManagerDataSource(database.url(), database.username(), database.password()));
    private final Map<String, Long> readings = new TreeMap<>();

    /** Shards of modules that somebody else holds, so that they fall behind in them. */
    private record Held(Connection connection) implements AutoCloseable {

        static Held none(TestDatabase database) throws SQLException {
            Connection connection =
                    DriverManager.getConnection(database.url(), database.username(), database.password());
            connection.setAutoCommit(false);
            return new Held(connection);
        }

        void hold(String condition) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT module FROM consumer_cursor WHERE " + condition + " FOR UPDATE");
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Test
    void a_log_with_history_goes_into_more_shards_and_fewer_and_nothing_is_lost_doubled_or_out_of_order()
            throws Exception {
        work(8, "module = 'ledger' AND shard IN (1, 5) OR module = 'chart' AND shard IN (2, 5, 6)", true);
        long parked = count("SELECT COUNT(*) FROM parked_event");
        assertThat(reshard("16")).startsWith("The log has 16 shards now, and had 8.");
        assertThat(count("SELECT COUNT(*) FROM parked_event"))
                .as("parked, as each shard comes from one: what was handled of it is still the beginning")
                .isEqualTo(parked);
        work(16, "module = 'ledger' AND shard IN (1, 5, 12) OR module = 'chart' AND shard IN (2, 13)", false);
        cleanWhatAllHaveHandled();
        assertThat(reshard("3")).startsWith("The log has 3 shards now, and had 16.");
        assertThat(count("SELECT COUNT(*) FROM parked_event"))
                .as("parked, as a shard comes from several")
                .isGreaterThan(parked);
        work(3, "module = 'ledger' AND shard = 1", false);
        reshard("7");
        try (Station station = start(7)) {
            jdbc.sql(
                            "UPDATE parked_event SET dead_at = NULL, next_attempt_at = UTC_TIMESTAMP(6) WHERE dead_at IS NOT NULL")
                    .update();
            jdbc.sql("UPDATE delayed_event SET due_at = UTC_TIMESTAMP(6)").update();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(count("SELECT COUNT(*) FROM delayed_event"))
                            .isZero());
            station.awaitHandled();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(count("SELECT COUNT(*) FROM parked_event"))
                            .isZero());
            assertThat(readings).hasSize(METERS + 2);
            readings.forEach((meter, last) -> {
                List<Long> all = LongStream.rangeClosed(1, last).boxed().toList();
                assertThat(station.booked(meter)).as("booked of " + meter).isEqualTo(all);
                assertThat(points(meter, 0)).as("charted of " + meter).isEqualTo(all);
            });
            assertThat(station.booked("late")).as("what was delayed").containsExactly(1L);
            assertThat(count("SELECT COUNT(*) FROM parked_attempt")).isZero();
            assertEveryEventIsWhereItsKeyBelongs(7);
        }
    }

    @Test
    void a_projection_is_replayed_in_the_order_of_its_keys_from_a_log_that_was_cut_anew() {
        try (Station station = start(8)) {
            read(station);
            read(station);
            station.awaitHandled();
        }
        reshard("5");
        try (Station station = start(5)) {
            read(station);
            station.awaitHandled();
            long before = count("SELECT MAX(id) FROM chart_point");
            new ReplayConsumer(station.log(), station.context().getBean(Engine.class)::registrations)
                    .fromPosition("chart", 1);
            station.awaitHandled();
            readings.forEach((meter, last) -> assertThat(points(meter, before))
                    .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList()));
        }
    }

    @Test
    void what_a_process_with_the_former_number_still_publishes_goes_where_its_key_belongs() {
        try (Station former = start(8)) {
            read(former);
            former.awaitHandled();
        }
        try (Station sleeper = Station.start(database, "orderly.messaging.shards=8", "orderly.messaging.poll=2s")) {
            // As if it had been cut off from the database, and nobody had seen it.
            renumber(11, 0);
            try (Station station = start(11)) {
                read(sleeper);
                read(station);
                read(sleeper);
                station.awaitHandled();
                readings.forEach((meter, last) -> station.awaitBooked(meter, Math.toIntExact(last)));
                readings.forEach((meter, last) -> assertThat(station.booked(meter))
                        .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList()));
                assertEveryEventIsWhereItsKeyBelongs(11);
            }
        }
    }

    @Test
    void nothing_is_done_while_an_instance_runs() {
        try (Station station = start(8)) {
            read(station);
            assertThatThrownBy(() -> reshardAtOnce("16"))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("Others are connected to the database: " + database.username() + " from ")
                    .hasMessageContaining("Stop every instance");
            station.awaitHandled();
        }
        assertThat(count("SELECT COUNT(*) FROM outbox_sequence")).isEqualTo(8);
    }

    @Test
    void nothing_is_done_where_too_much_would_have_to_be_parked() throws Exception {
        work(8, "module = 'ledger' AND shard IN (1, 5)", false);
        List<String> before = everything();
        assertThatThrownBy(() -> renumber(3, 5))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("The module ledger is behind in some shards and not in others: ");
        assertThat(everything()).isEqualTo(before);
        renumber(16, 0);
    }

    @Test
    void nothing_is_done_for_a_number_that_cannot_be_or_is_there_already() {
        start(8).close();
        for (String nonsense : List.of("0", "257", "-1", "many", "")) {
            assertThatThrownBy(() -> reshard(nonsense)).hasMessageContaining("from 1 to 256");
        }
        assertThatThrownBy(this::reshard).hasMessageContaining("as in: reshard 16");
        assertThat(reshard("8")).isEqualTo("The log has 8 shards already.");
    }

    @Test
    void a_database_without_a_log_has_nothing_to_cut() {
        assertThatThrownBy(() -> reshard("16")).hasMessageContaining("The database has no log yet");
    }

    @Test
    void a_site_that_others_know_is_left_as_it_is() {
        start(8).close();
        jdbc.sql("INSERT INTO site (name, id, epoch, own, hub) VALUES ('far', 'a', 1, FALSE, FALSE)")
                .update();
        assertThatThrownBy(() -> reshard("16"))
                .hasMessageContaining("This site exchanges events with far")
                .hasMessageContaining("part far");
    }

    @Test
    void a_log_that_is_told_to_a_broker_is_cut_once_all_of_it_has_been_told() {
        try (Station station = start(8)) {
            station.context().getBean(SiteLog.class).join();
            station.meters().install("told");
            station.meters().read("told");
            station.awaitBooked("told", 1);
        }
        assertThatThrownBy(() -> reshard("16"))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("The log has not been told to its end");
        assertThat(count("SELECT COUNT(*) FROM outbox_sequence")).isEqualTo(8);
        jdbc.sql("""
                        UPDATE consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                        SET c.position = s.last_position WHERE c.module = 'bridge'""").update();
        assertThat(reshard("16")).startsWith("The log has 16 shards now, and had 8.");
    }

    @Test
    void a_module_that_has_moved_has_to_have_come_to_what_it_handled_elsewhere() {
        try (Station station = start(8)) {
            station.meters().install("moved");
            station.meters().read("moved");
            station.meters().read("moved");
            station.awaitBooked("moved", 2);
        }
        jdbc.sql("""
                        INSERT INTO consumer_skip (module, shard, site, position)
                        SELECT 'ledger', shard, 'far', 7 FROM outbox_sequence""").update();
        jdbc.sql("UPDATE consumer_cursor SET position = position - 1 WHERE module = 'ledger' AND position > 0")
                .update();
        jdbc.sql("UPDATE outbox SET origin = 'far', origin_position = 7 WHERE position = 2")
                .update();
        assertThatThrownBy(() -> reshard("16"))
                .hasMessageContaining(
                        "The module ledger has moved, and has not yet come to events that it handled elsewhere");
        jdbc.sql("UPDATE outbox SET origin_position = 8 WHERE origin = 'far'").update();
        assertThat(reshard("16")).startsWith("The log has 16 shards now");
        assertThat(count("SELECT COUNT(*) FROM consumer_skip")).isZero();
    }

    @Test
    void what_was_killed_half_way_has_changed_nothing_and_can_be_done_again(@TempDir Path folder) throws Exception {
        work(8, "module = 'ledger' AND shard = 1", true);
        List<String> before = everything();
        // Its last but one step waits for this row, which a session holds that is in no database of ours.
        try (Connection elsewhere = DriverManager.getConnection(
                database.urlOutside().replaceFirst("/[^/]*$", "/mysql"), database.username(), database.password())) {
            elsewhere.setAutoCommit(false);
            try (Statement statement = elsewhere.createStatement()) {
                statement.execute("SELECT id FROM %s.delayed_event FOR UPDATE".formatted(schema()));
            }
            JdbcClient watch = JdbcClient.create(new SingleConnectionDataSource(elsewhere, true));
            try (OrderlyProcess command = process(folder, "reshard", "3")) {
                await().atMost(PATIENCE)
                        .until(() -> !command.isAlive()
                                || watch.sql(TestDatabase.TRANSACTIONS_THAT_WAIT)
                                                .query(Long.class)
                                                .single()
                                        > 0);
                assertThat(command.isAlive()).as(command::err).isTrue();
                command.kill();
            }
        }
        awaitAlone();
        assertThat(everything()).isEqualTo(before);
        try (OrderlyProcess command = process(folder, "reshard", "3")) {
            assertThat(command.exitCode()).as(command::err).isZero();
            assertThat(command.out()).contains("The log has 3 shards now, and had 8.");
        }
        assertEveryEventIsWhereItsKeyBelongs(3);
        try (OrderlyProcess command = process(folder, "reshard", "3000")) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(command.err()).contains("Orderly does not reshard: Say into how many shards");
        }
        try (OrderlyProcess command = process(folder, "rehsard", "3")) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(command.err()).contains("Orderly knows no command \"rehsard\". There is reshard");
        }
    }

    private Station start(int shards) {
        return Station.start(database, "orderly.messaging.shards=" + shards);
    }

    /** Lets an instance work, and ends it while a module is behind in some shards; some events are parked and delayed. */
    private void work(int shards, String behind, boolean first) throws Exception {
        // The instance ends first, and lets the shards be as they are.
        try (Held held = Held.none(database);
                Station station = start(shards)) {
            station.faults().on("ill", event -> {
                throw new IllegalStateException("This one fails");
            });
            station.faults().on("dead", event -> {
                throw new Unrecoverable("This one is given up");
            });
            read(station, "ill");
            read(station, "dead");
            read(station);
            station.awaitHandled();
            station.awaitDead("dead", 1);
            if (first) {
                station.meters().install("late");
                station.meters().readLater("late", Duration.ofHours(1));
            }
            held.hold(behind);
            read(station);
            read(station, "ill");
            read(station);
            String others = "SELECT COUNT(*) FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard"
                    + " WHERE c.position < s.last_position AND NOT (" + behind.replace("shard", "c.shard") + ")";
            await().atMost(PATIENCE)
                    .until(() ->
                            count("SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL") == 0 && count(others) == 0);
        }
        assertThat(count("""
                SELECT SUM(s.last_position - c.position) FROM consumer_cursor c JOIN outbox_sequence s USING (shard)""")).as("events that some module has still to handle").isPositive();
    }

    private void read(Station station) {
        IntStream.range(0, METERS).forEach(n -> read(station, "meter-" + n));
    }

    private void read(Station station, String meter) {
        if (!readings.containsKey(meter)) {
            station.meters().install(meter);
        }
        readings.put(meter, station.meters().read(meter).reading());
    }

    private String reshard(String... arguments) {
        awaitAlone();
        return reshardAtOnce(arguments);
    }

    private String reshardAtOnce(String... arguments) {
        try (var context = CommandContext.open(ReshardConfiguration.class, database)) {
            return context.getBean(Command.class).run(List.of(arguments));
        }
    }

    /** What the command does once it has looked whether it may. */
    private void renumber(int shards, int parkedAtMost) {
        try (var context = CommandContext.open(ReshardConfiguration.class, database)) {
            EventLog log = context.getBean(EventLog.class);
            ShardRows rows = context.getBean(ShardRows.class);
            rows.letAttemptsFollow();
            log.transaction()
                    .execute(status ->
                            new Renumber(log, rows, context.getBean(Sites.class), shards, parkedAtMost).run());
        }
    }

    private OrderlyProcess process(Path folder, String... arguments) throws Exception {
        List<String> all = List.of("-cp", OrderlyProcess.classPath(), "dev.orderly.Orderly");
        return OrderlyProcess.java(
                folder,
                OrderlyProcess.environment(database),
                Stream.concat(all.stream(), Arrays.stream(arguments)).toArray(String[]::new));
    }

    /** Waits until the server has noticed that an instance is gone. */
    private void awaitAlone() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                count("SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE()"))
                        .isEqualTo(1));
    }

    /** As the job does after the retention. */
    private void cleanWhatAllHaveHandled() {
        jdbc.sql("""
                        DELETE FROM outbox
                        WHERE position <= (SELECT MIN(c.position) FROM consumer_cursor c WHERE c.shard = outbox.shard)""").update();
        assertThat(count("""
                SELECT COUNT(*) FROM parked_event p
                LEFT JOIN outbox o ON o.shard = p.shard AND o.position = p.position WHERE o.id IS NULL""")).as("parked events that the log keeps no more").isPositive();
    }

    private void assertEveryEventIsWhereItsKeyBelongs(int shards) {
        for (String table : List.of("outbox", "parked_event", "delayed_event")) {
            assertThat(count("SELECT COUNT(*) FROM %s WHERE shard <> CRC32(event_key) MOD %d".formatted(table, shards)))
                    .as(table)
                    .isZero();
        }
        assertThat(count("""
                SELECT COUNT(*) FROM (SELECT shard, position - LAG(position) OVER (PARTITION BY shard ORDER BY position) AS step
                                      FROM outbox) AS steps WHERE step <> 1""")).as("gaps").isZero();
    }

    private List<String> everything() {
        Map<String, String> orders = new LinkedHashMap<>();
        orders.put("outbox", "id");
        orders.put("outbox_sequence", "shard");
        orders.put("consumer_cursor", "module, shard");
        orders.put("parked_event", "module, shard, position");
        orders.put("parked_attempt", "module, shard, position, number");
        orders.put("delayed_event", "id");
        orders.put("site", "name");
        return orders.entrySet().stream()
                .flatMap(table -> jdbc
                        .sql("SELECT * FROM %s ORDER BY %s".formatted(table.getKey(), table.getValue()))
                        .query()
                        .listOfRows()
                        .stream()
                        .map(Object::toString))
                .toList();
    }

    /** What the chart has of a meter, in the order in which it came, after some id. */
    private List<Long> points(String meter, long after) {
        return jdbc.sql("SELECT reading FROM chart_point WHERE meter = :meter AND id > :after ORDER BY id")
                .param("meter", meter)
                .param("after", after)
                .query((row, n) -> row.getLong("reading"))
                .list();
    }

    private String schema() {
        return jdbc.sql("SELECT DATABASE()").query(String.class).single();
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}

package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The inserts of a batch's handlers go to the server together, and nobody can tell from what comes of them. */
class HeldInsertsTest {

    private static final String PARENT = "INSERT INTO parent (id, note) VALUES (?, ?)";
    private static final String CHILD = "INSERT INTO child (parent_id) VALUES (?)";

    static TestDatabase database;
    static Station station;

    private Connection real;
    private StepConnection step;

    @BeforeAll
    static void start() throws SQLException {
        database = TestDatabase.fresh();
        station = Station.start(database);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE parent (id INT PRIMARY KEY, note VARBINARY(20) NULL)");
            statement.execute("""
                    CREATE TABLE child (
                        id INT AUTO_INCREMENT PRIMARY KEY, parent_id INT NOT NULL,
                        FOREIGN KEY (parent_id) REFERENCES parent (id))""");
            statement.execute("CREATE TABLE seen (meter VARCHAR(64) PRIMARY KEY)");
            statement.execute("""
                    CREATE TABLE thing (
                        id INT AUTO_INCREMENT PRIMARY KEY, words VARCHAR(200) CHARACTER SET utf8mb4 NULL, doc JSON NULL,
                        picture VARBINARY(20) NULL, flag BOOLEAN NULL, at DATETIME(6) NULL, day DATE NULL,
                        amount DECIMAL(30, 10) NULL, ratio DOUBLE NULL, many BIGINT NULL)""");
        }
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        real = connect();
        real.setAutoCommit(false);
        step = StepConnection.over(real, () -> {});
        step.begin(true);
    }

    @AfterEach
    void undo() throws SQLException {
        real.rollback();
        real.close();
        station.faults().clear();
    }

    @Test
    void the_inserts_of_many_events_are_one_statement() throws SQLException {
        long before = inserts();
        for (int id = 1; id <= 10; id++) {
            step.nextEvent();
            assertThat(parent(id, id == 3 ? null : new byte[] {(byte) id, -1})).isEqualTo(1);
        }
        assertThat(inserts()).isEqualTo(before);

        step.end();

        assertThat(inserts()).isEqualTo(before + 1);
        assertThat(numbers("SELECT id FROM parent WHERE note IS NOT NULL ORDER BY id"))
                .containsExactly(1L, 2L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(numbers("SELECT id FROM parent WHERE note = x'0AFF'")).containsExactly(10L);
        assertThat(step.isUnharmed()).isTrue();
    }

    /** The server prepares the one, and reads the others as text. */
    @Test
    void what_is_sent_together_is_stored_as_if_each_had_been_sent_alone() throws SQLException {
        try (Connection prepared = connect("useServerPrepStmts=true")) {
            thing(prepared);
        }
        for (int event = 0; event < 2; event++) {
            step.nextEvent();
            thing(step);
        }
        step.end();

        assertThat(numbers("SELECT COUNT(*) FROM thing")).containsExactly(3L);
        assertThat(numbers("""
                        SELECT COUNT(*) FROM thing AS one JOIN thing AS other
                        ON BINARY other.words = BINARY one.words AND CAST(other.doc AS CHAR) = CAST(one.doc AS CHAR)
                        AND other.picture = one.picture AND other.flag = one.flag AND other.at = one.at
                        AND other.day = one.day AND other.amount = one.amount AND other.ratio = one.ratio
                        AND other.many = one.many""")).containsExactly(9L);
    }

    private static void thing(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO thing (words, doc, picture, flag, at, day, amount, ratio, many)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, "O'Neil \\ \"x\" ? ; -- %s \n\t\0 \u00e4 \ud83d\ude80");
            insert.setString(2, "{\"name\": \"O'Neil \\\\ \\\"x\\\" \ud83d\ude80\"}");
            insert.setBytes(3, new byte[] {0, 39, 92, -1, 10});
            insert.setBoolean(4, true);
            insert.setObject(5, LocalDateTime.of(2026, 3, 29, 2, 30, 0, 123_456_000));
            insert.setObject(6, LocalDate.of(2026, 2, 28));
            insert.setBigDecimal(7, new BigDecimal("12345678901234567890.0123456789"));
            insert.setDouble(8, 0.1 + 0.2);
            insert.setLong(9, Long.MIN_VALUE);
            insert.executeUpdate();
        }
    }

    @Test
    void a_value_that_its_handler_changes_later_is_stored_as_it_was() throws SQLException {
        byte[] note = {1};
        parent(1, note);
        note[0] = 2;
        step.end();
        assertThat(numbers("SELECT id FROM parent WHERE note = x'01'")).containsExactly(1L);
    }

    @Test
    void a_statement_that_follows_finds_what_was_held() throws SQLException {
        parent(1, null);
        assertThat(count("SELECT COUNT(*) FROM parent")).isEqualTo(1);
    }

    @Test
    void the_inserts_of_one_event_keep_their_order() throws SQLException {
        parent(1, null);
        step.nextEvent();
        child(1);
        step.nextEvent();
        parent(2, null);
        child(2);
        step.nextEvent();
        child(2);
        parent(3, null);
        child(3);
        step.end();
        assertThat(numbers("SELECT parent_id FROM child ORDER BY id")).containsExactly(1L, 2L, 2L, 3L);
        assertThat(numbers("SELECT COUNT(*) FROM parent")).containsExactly(3L);
    }

    @Test
    void a_refusal_dooms_the_step_whoever_catches_it() throws SQLException {
        parent(1, null);
        parent(1, null);
        assertThatThrownBy(() -> count("SELECT COUNT(*) FROM parent")).isInstanceOf(SQLException.class);
        assertThat(step.isLost()).isTrue();
        assertThat(step.isUnharmed()).isFalse();
        assertThatThrownBy(step::end).isInstanceOf(SQLException.class);
    }

    @Test
    void events_that_are_published_outlast_other_statements_and_are_one_insert_in_the_end() throws SQLException {
        long before = inserts();
        for (int id = 1; id <= 3; id++) {
            step.nextEvent();
            parent(id, null);
            publish("held-" + id);
            publish("held-" + id + "-too");
            assertThat(count("SELECT COUNT(*) FROM parent")).isEqualTo(id);
        }
        assertThat(inserts()).isEqualTo(before + 3);
        assertThat(published()).isEmpty();

        step.end();

        assertThat(inserts()).isEqualTo(before + 4);
        assertThat(published()).containsExactly("held-1", "held-1-too", "held-2", "held-2-too", "held-3", "held-3-too");
        assertThat(step.isUnharmed()).isTrue();
    }

    @Test
    void large_events_wait_for_no_more_than_a_megabyte_of_them() throws SQLException {
        String payload = "{\"text\": \"%s\"}".formatted("x".repeat(600_000));
        for (String key : List.of("large-1", "large-2", "large-3")) {
            step.nextEvent();
            publish(key, payload);
        }
        assertThat(published()).containsExactly("large-1", "large-2");
        step.end();
        assertThat(published()).containsExactly("large-1", "large-2", "large-3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT(*) FROM outbox WHERE event_key = 'named'",
                "select count(*) from `outbox` where event_key = 'named'"
            })
    void a_statement_that_names_the_outbox_finds_what_was_published(String sql) throws SQLException {
        publish("named");
        assertThat(count(sql)).isEqualTo(1);
    }

    @Test
    void a_savepoint_keeps_what_was_published_before_it_and_undoes_what_was_after() throws SQLException {
        publish("kept");
        Savepoint savepoint = step.setSavepoint();
        publish("undone");
        step.rollback(savepoint);
        step.end();
        assertThat(published()).containsExactly("kept");
    }

    @Test
    void what_a_rolled_back_step_published_is_gone() throws SQLException {
        publish("gone");
        step.rollback();
        step.begin(true);
        publish("stays");
        step.end();
        assertThat(published()).containsExactly("stays");
    }

    @Test
    void an_event_that_the_outbox_refuses_dooms_the_step() throws SQLException {
        publish("too-long-for-a-key".repeat(10));
        assertThatThrownBy(step::end).isInstanceOf(SQLException.class);
        assertThat(step.isLost()).isTrue();
        assertThat(step.isUnharmed()).isFalse();
    }

    @Test
    void an_insert_that_is_used_as_no_ordinary_one_is_sent_at_once() throws SQLException {
        parent(7, null);
        try (PreparedStatement insert = step.prepareStatement(CHILD)) {
            insert.setInt(1, 7);
            insert.addBatch();
            insert.setInt(1, 7);
            insert.addBatch();
            assertThat(insert.executeBatch()).hasSize(2);
        }
        try (PreparedStatement insert = step.prepareStatement(CHILD, Statement.RETURN_GENERATED_KEYS)) {
            insert.setInt(1, 7);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
            }
        }
        step.end();
        assertThat(numbers("SELECT COUNT(*) FROM child")).containsExactly(3L);
    }

    @Test
    void a_statement_that_nobody_sees_leaves_it_uncertain_whether_the_transaction_is_whole() throws SQLException {
        assertThat(step.isUnharmed()).isTrue();
        try (Statement statement = step.createStatement()) {
            statement.execute("SELECT 1");
        }
        assertThat(step.isUnharmed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO parent (id, note) VALUES (?, ?)",
                "insert into ledger_entry(meter, written_at)\n values (?, UTC_TIMESTAMP(6) + INTERVAL ? SECOND)\n"
            })
    void an_insert_of_one_row_can_be_held(String sql) {
        assertThat(HeldInserts.canBeHeld(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO parent (id, note) VALUES (?, ?), (?, ?)",
                "INSERT IGNORE INTO parent (id, note) VALUES (?, ?)",
                "INSERT INTO parent (id, note) VALUES (?, ?) ON DUPLICATE KEY UPDATE note = ?",
                "INSERT INTO parent (id, note) SELECT ?, ?",
                "INSERT INTO parent (id, note) VALUES (?, (SELECT MAX(note) FROM parent))",
                "INSERT INTO child (parent_id) VALUES (LAST_INSERT_ID())",
                "INSERT INTO parent (id, note) VALUES (?, ')')",
                "REPLACE INTO parent (id, note) VALUES (?, ?)",
                "UPDATE parent SET note = ? WHERE id = ?"
            })
    void any_other_statement_is_sent_at_once(String sql) {
        assertThat(HeldInserts.canBeHeld(sql)).isFalse();
    }

    @Test
    void an_event_whose_insert_is_refused_fails_alone_and_the_others_of_its_batch_are_handled_once() {
        List<String> meters = meters("refused");
        station.faults().on(meters.get(4), event -> see("refused-twice"));
        station.faults().on(meters.get(2), event -> see("refused-twice"));
        readAll(meters);
        station.awaitHandled();
        assertThat(parked(meters)).containsExactly(meters.get(4));
        assertBookedOnce(
                meters.stream().filter(meter -> !meter.equals(meters.get(4))).toList());
        station.jdbc().sql("DELETE FROM seen").update();
        station.awaitBooked(meters.get(4), 1);
    }

    @Test
    void a_handler_that_catches_the_refusal_of_its_insert_goes_on_as_if_it_had_been_told_at_once() {
        List<String> meters = meters("caught");
        List<String> caught = new ArrayList<>();
        meters.subList(2, 6)
                .forEach(meter -> station.faults().on(meter, event -> {
                    try {
                        see("caught-twice");
                    } catch (DuplicateKeyException known) {
                        caught.add(event.meter());
                    }
                }));
        readAll(meters);
        station.awaitHandled();
        assertThat(parked(meters)).isEmpty();
        assertThat(caught).contains(meters.get(3), meters.get(4), meters.get(5)).doesNotContain(meters.get(2));
        assertBookedOnce(meters);
    }

    private static void see(String meter) {
        station.jdbc()
                .sql("INSERT INTO seen (meter) VALUES (:meter)")
                .param("meter", meter)
                .update();
    }

    private static List<String> meters(String name) {
        List<String> meters = Stream.concat(
                        Stream.of(name),
                        IntStream.range(0, 200)
                                .mapToObj(n -> name + "-" + n)
                                .filter(other -> Shards.of(other, 8) == Shards.of(name, 8)))
                .limit(8)
                .toList();
        meters.forEach(station.meters()::install);
        return meters;
    }

    /** In one transaction, so that they come in one batch. */
    private static void readAll(List<String> meters) {
        station.transaction().executeWithoutResult(status -> meters.forEach(station.meters()::read));
    }

    private static List<String> parked(List<String> meters) {
        return station.jdbc()
                .sql("SELECT event_key FROM parked_event WHERE event_key IN (:meters)")
                .param("meters", meters)
                .query((row, n) -> row.getString("event_key"))
                .list();
    }

    private static void assertBookedOnce(List<String> meters) {
        assertThat(meters).allSatisfy(meter -> assertThat(station.booked(meter)).containsExactly(1L));
    }

    private static Connection connect() throws SQLException {
        return connect("rewriteBatchedStatements=true"); // as the pools do
    }

    private static Connection connect(String property) throws SQLException {
        return DriverManager.getConnection(
                database.url() + (database.url().contains("?") ? "&" : "?") + property,
                database.username(),
                database.password());
    }

    private int parent(int id, byte @Nullable [] note) throws SQLException {
        try (PreparedStatement insert = step.prepareStatement(PARENT)) {
            insert.setInt(1, id);
            insert.setObject(2, note);
            return insert.executeUpdate();
        }
    }

    private void child(int parent) throws SQLException {
        try (PreparedStatement insert = step.prepareStatement(CHILD)) {
            insert.setInt(1, parent);
            insert.executeUpdate();
        }
    }

    private void publish(String key) {
        publish(key, "{}");
    }

    private void publish(String key, String payload) {
        StoredEvent event = new StoredEvent(
                Ids.next(), "test", key, "test.held", 1, key, 0, payload, Trace.next(), key, Ids.next());
        new Outbox(jdbc(step)).insert(event);
    }

    private static JdbcClient jdbc(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    private List<String> published() {
        return jdbc(real)
                .sql("SELECT event_key FROM outbox WHERE event_type = 'test.held' ORDER BY id")
                .query((row, n) -> row.getString("event_key"))
                .list();
    }

    private int count(String sql) throws SQLException {
        try (PreparedStatement count = step.prepareStatement(sql);
                ResultSet rows = count.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private long inserts() throws SQLException {
        try (Statement statement = real.createStatement();
                ResultSet rows = statement.executeQuery("SHOW SESSION STATUS LIKE 'Com_insert'")) {
            rows.next();
            return rows.getLong(2);
        }
    }

    private List<Long> numbers(String sql) throws SQLException {
        try (Statement statement = real.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Long> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }
}

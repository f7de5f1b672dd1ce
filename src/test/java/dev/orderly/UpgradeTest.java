package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * What 0.1.0 left behind goes on under this version. The orders are named for where they were: the local part of the
 * customer's address tells, without what stands behind a plus.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeTest {

    private static final String FORMER = "0.1.0";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ConfigurableApplicationContext application;
    private ApiClient api;
    private JdbcClient jdbc;
    private Map<String, String> orders;

    @BeforeAll
    void upgrade() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        install(database);
        TestDatabase.outliveApplications();
        application = new SpringApplicationBuilder(Orderly.class)
                .properties(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "server.port=0",
                        "orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
                        "orderly.payment.provider=sandbox",
                        "orderly.payment.sandbox.port=0",
                        "orderly.payment.sandbox.delay=20ms")
                .run();
        api = new ApiClient(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        jdbc = application.getBean(JdbcClient.class);
        orders = StreamSupport.stream(
                        api.get("/api/orders?limit=100").json().get("items").spliterator(), false)
                .collect(Collectors.toMap(
                        UpgradeTest::name, order -> order.get("id").asString()));
    }

    @AfterAll
    void close() {
        application.close();
    }

    @Test
    void orders_whose_events_nobody_had_heard_yet_go_their_way() {
        awaitStatus("placed-unheard", "PAID");
        awaitStatus("payment-unheard", "PAID");
    }

    @Test
    void orders_whose_events_were_committed_and_not_in_line_go_their_way() {
        awaitStatus("not-in-line", "PAID");
        awaitStatus("not-in-line-2", "PAID");
    }

    @Test
    void an_order_whose_event_was_parked_goes_its_way() {
        awaitStatus("parked", "PAID");
    }

    @Test
    void an_order_whose_provider_never_called_is_asked_for() {
        awaitStatus("silent", "PAID");
    }

    @Test
    void orders_at_their_end_stay_there() {
        awaitEverythingHandled();
        assertThat(Stream.of("expired", "declined", "rejected", "cancelled", "placed-cancelled", "delivered"))
                .map(this::status)
                .containsExactly("EXPIRED", "CANCELLED", "REJECTED", "CANCELLED", "CANCELLED", "DELIVERED");
        assertThat(jdbc.sql("""
                        SELECT COUNT(*) FROM reservation WHERE order_id = :id AND state = 'OPEN'""")
                        .param("id", orders.get("placed-cancelled"))
                        .query(Integer.class)
                        .single())
                .as("open reservations of an order that was called off before its stock was looked for")
                .isZero();
    }

    @Test
    void what_an_old_order_waits_for_can_still_be_done() {
        assertThat(post("awaiting", "cancel").json().get("status").asString()).isEqualTo("CANCELLED");
        assertThat(post("shipped", "deliver").json().get("status").asString()).isEqualTo("DELIVERED");
    }

    @Test
    void an_old_paid_order_can_be_called_off_as_the_new_version_allows() {
        assertThat(post("paid", "cancel").status()).isEqualTo(200);
        awaitStatus("paid", "REFUNDED");
    }

    @Test
    void every_customer_gets_each_mail_once_and_the_stock_adds_up() {
        awaitEverythingHandled();
        assertThat(jdbc.sql("SELECT CONCAT(order_id, type) FROM mail")
                        .query((row, n) -> row.getString(1))
                        .list())
                .doesNotHaveDuplicates();
        assertThat(jdbc.sql("SELECT COUNT(*) FROM payment GROUP BY order_id HAVING COUNT(*) > 1")
                        .query((row, n) -> row.getLong(1))
                        .list())
                .isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(jdbc.sql("""
                        SELECT s.sku FROM stock s
                        WHERE s.reserved <> (SELECT COALESCE(SUM(l.quantity), 0)
                                             FROM reservation_line l JOIN reservation r ON r.order_id = l.order_id
                                             WHERE l.sku = s.sku AND r.state = 'OPEN')""")
                                .query((row, n) -> row.getString(1))
                                .list())
                        .isEmpty());
    }

    private static void install(TestDatabase database) throws Exception {
        List<Path> folders;
        try (Stream<Path> found = Files.list(Path.of("db"))) {
            folders = found.sorted().toList();
        }
        for (Path folder : folders) {
            Flyway.configure()
                    .dataSource(database.urlOutside(), database.username(), database.password())
                    .locations("classpath:db/" + folder.getFileName())
                    .table("schema_history_" + folder.getFileName())
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .target("1")
                    .load()
                    .migrate();
        }
        try (Connection connection =
                        DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("SET FOREIGN_KEY_CHECKS = 0");
            for (String line : leftBehind().lines().toList()) {
                if (line.startsWith("INSERT")) {
                    statement.execute(line);
                }
            }
            // As if it had been killed a moment ago.
            statement.execute("UPDATE delayed_event SET due_at = UTC_TIMESTAMP(6) + INTERVAL 30 MINUTE");
        }
    }

    private static String leftBehind() throws Exception {
        return Files.readString(Path.of("src/test/resources/upgrade", FORMER + ".sql"), StandardCharsets.UTF_8);
    }

    private static String name(JsonNode order) {
        return order.get("customerEmail").asString().replaceFirst("[+@].*", "");
    }

    private String status(String name) {
        return api.get("/api/orders/" + orders.get(name)).json().get("status").asString();
    }

    private Answer post(String name, String verb) {
        return api.post("/api/orders/" + orders.get(name) + "/" + verb, "");
    }

    private void awaitStatus(String name, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(status(name)).as(name).isEqualTo(status));
    }

    private void awaitEverythingHandled() {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(jdbc.sql("""
                        SELECT (SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL)
                             + (SELECT COUNT(*) FROM parked_event)
                             + (SELECT SUM(s.last_position - c.position)
                                FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard)""").query(Integer.class).single()).isZero());
    }
}

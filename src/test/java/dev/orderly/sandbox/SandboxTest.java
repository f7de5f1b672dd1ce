package dev.orderly.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderly.Orderly;
import dev.orderly.OrderlyTest;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.support.JdbcUtils;

/** The sandbox by itself, as a client that is not payment sees it. */
class SandboxTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final ConfigurableApplicationContext APPLICATION = start(DATABASE, 0);

    /** As many as the pool has unless somebody asks for another number. */
    private static final int CALLERS_CONNECTIONS = 10;

    private final Shop shop = new Shop();
    private final String reference = Ids.next();

    @AfterAll
    static void stop() {
        APPLICATION.close();
    }

    @AfterEach
    void closeShop() {
        shop.close();
    }

    private static ConfigurableApplicationContext start(TestDatabase database, int port) {
        return new SpringApplicationBuilder(Orderly.class)
                .run(
                        "--server.port=0",
                        "--orderly.modules=payment",
                        "--orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
                        "--orderly.payment.provider=sandbox",
                        "--orderly.payment.sandbox.port=" + port,
                        "--orderly.payment.sandbox.delay=0",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password());
    }

    private static String urlOf(ConfigurableApplicationContext application) {
        return application.getEnvironment().getRequiredProperty("local.sandbox.url");
    }

    @Test
    void callbacks_are_repeated_until_they_are_answered() {
        shop.answersWith(500, 404, 204);

        open("buyer@example.com");

        await().until(() -> shop.calls().size() == 3);
        assertThat(shop.calls()).allMatch(call -> call.contains("\"CAPTURED\""));
    }

    /** It plays somebody else, who would not compete with an order's caller for the database. */
    @Test
    void sessions_are_opened_and_decided_while_callers_have_all_their_connections() throws SQLException {
        DataSource callers = APPLICATION.getBean(DataSource.class);
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < CALLERS_CONNECTIONS) {
                taken.add(callers.getConnection());
            }

            assertThat(open("buyer@example.com").statusCode()).isEqualTo(201);
            await().until(() -> !shop.calls().isEmpty());
        } finally {
            taken.forEach(JdbcUtils::closeConnection);
        }
    }

    @Test
    void callbacks_that_were_pending_are_made_after_a_restart() {
        TestDatabase database = TestDatabase.fresh();
        shop.answersWith(503);
        try (ConfigurableApplicationContext first = start(database, 0)) {
            post(urlOf(first), "/sessions", reference, session("buyer@example.com"));
            await().until(() -> !shop.calls().isEmpty());
        }
        int before = shop.calls().size();
        shop.answersWith(204);

        ConfigurableApplicationContext second = start(database, 0);

        try (second) {
            await().until(() -> shop.calls().size() > before);
        }
    }

    @Test
    void a_customer_with_the_tag_twice_is_told_of_twice_at_the_same_moment() {
        shop.answersOnlyTwoAtOnce();

        open("buyer+twice@example.com");

        await().until(() -> shop.answeredWell() == 2);
    }

    @Test
    void the_same_idempotency_key_is_the_same_session() {
        HttpResponse<String> first = open("buyer+manual@example.com");
        HttpResponse<String> again = open("buyer+manual@example.com");

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(post("/sessions", reference, session("buyer@example.com").replace(":1234", ":1235"))
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void a_session_is_found_by_its_reference() {
        HttpResponse<String> opened = open("buyer+manual@example.com");

        assertThat(get("/sessions/" + reference).body()).isEqualTo(opened.body());
        assertThat(get("/sessions/another").statusCode()).isEqualTo(404);
    }

    @Test
    void a_refund_is_made_once_for_each_key_and_never_exceeds_what_was_captured() {
        open("buyer+never@example.com");
        await().until(() -> get("/sessions/" + reference).body().contains("CAPTURED"));
        String thousand = "{\"reference\":\"" + reference + "\",\"amountMinor\":1000}";

        HttpResponse<String> first = post("/refunds", reference + "-1", thousand);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(post("/refunds", reference + "-1", thousand).body()).isEqualTo(first.body());
        assertThat(post("/refunds", reference + "-2", thousand).statusCode()).isEqualTo(409);
        assertThat(post("/refunds", reference + "-1", thousand.replace("1000", "1"))
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void everything_that_happened_is_listed() {
        open("buyer+never@example.com");
        await().until(() -> get("/sessions/" + reference).body().contains("CAPTURED"));
        post("/refunds", reference + "-1", "{\"reference\":\"" + reference + "\",\"amountMinor\":34}");

        String all = get("/sessions").body();
        assertThat(all).contains(reference);
        assertThat(get("/refunds").body())
                .contains("\"idempotencyKey\":\"" + reference + "-1\",\"reference\":\"" + reference + "\"")
                .contains("\"amountMinor\":34")
                .endsWith("\"next\":null}");
        assertThat(get("/sessions?after=" + Ids.next()).body()).isEqualTo("{\"items\":[],\"next\":null}");
    }

    @Test
    void nonsense_is_refused() {
        assertThat(post("/sessions", reference, "{}").statusCode()).isEqualTo(400);
        assertThat(post("/sessions", reference, "nonsense").statusCode()).isEqualTo(400);
        assertThat(post("/sessions", "", session("buyer@example.com")).statusCode())
                .isEqualTo(400);
        assertThat(post("/sessions", reference, session("buyer@example.com").replace("http://", "ftp://"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/pay/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void a_page_shows_what_was_sent_as_text() {
        open("<script>alert(1)</script>+manual@example.com");
        String id = get("/sessions/" + reference).body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");

        assertThat(get("/pay/" + id).body()).contains("&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void copies_of_one_installation_on_one_machine_share_the_work() {
        open("buyer+manual@example.com");

        try (ConfigurableApplicationContext second =
                start(DATABASE, URI.create(urlOf(APPLICATION)).getPort())) {
            assertThat(urlOf(second)).isNotEqualTo(urlOf(APPLICATION));
            assertThat(send(HttpRequest.newBuilder(URI.create(urlOf(second) + "/sessions/" + reference)))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_port_that_something_else_uses_refuses_the_start() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(DATABASE, other.getLocalPort()))
                    .hasCauseInstanceOf(SandboxPortBusy.class)
                    .hasStackTraceContaining("port " + other.getLocalPort());
        }
    }

    private HttpResponse<String> open(String customerEmail) {
        return post("/sessions", reference, session(customerEmail));
    }

    private String session(String customerEmail) {
        return """
                {"reference":"%s","orderId":"order-1","customerEmail":"%s","currency":"EUR",\
                "amountMinor":1234,"callbackUrl":"%s"}""".formatted(reference, customerEmail, shop.url());
    }

    private static HttpResponse<String> post(String path, String key, String body) {
        return post(urlOf(APPLICATION), path, key, body);
    }

    private static HttpResponse<String> post(String sandbox, String path, String key, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox + path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key);
        return send(request.POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(urlOf(APPLICATION) + path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package dev.orderly.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.Orderly;
import dev.orderly.OrderlyTest;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.ForeignDatabase;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import tools.jackson.databind.JsonNode;

/** The whole application: payment moves out with its provider, the sandbox, and back, with money under way. */
class MovePaymentTest {

    private final TestDatabase hubDatabase = TestDatabase.fresh();
    private final TestDatabase tillDatabase = TestDatabase.fresh();
    private Stand hub;
    private Stand till;
    private Courier there;
    private Courier back;

    @BeforeEach
    void start() {
        hub = start(hubDatabase);
        till = start(tillDatabase, "orderly.site=till", "orderly.modules=payment");
        Wires.join(hub.jdbc());
        there = new Courier(hub, "hub", till, "till");
        back = new Courier(till, "till", hub, "hub");
    }

    @AfterEach
    void stop() {
        till.close();
        hub.close();
    }

    @Test
    void payments_go_on_where_the_module_went_and_come_back_with_it() {
        stock();
        String paid = place("a@example.com");
        awaitStatus(paid, "PAID");
        String open = place("b+manual@example.com");
        awaitStatus(open, "AWAITING_PAYMENT");
        await().untilAsserted(() ->
                assertThat(payment(hub, open).get("payUrl").asString("")).isNotEmpty());
        String key = "refund-1";
        Answer first = refund(hub, paid, 100, key);
        assertThat(first.status()).isEqualTo(201);

        move("to", "till");
        awaitDoor(till);

        assertThat(refund(till, paid, 100, key).body())
                .as("the same call again is answered with what it did")
                .isEqualTo(first.body());
        assertThat(refund(till, paid, 1150, "refund-2").status()).isEqualTo(201);
        awaitStatus(paid, "REFUNDED");
        String placed = place("c@example.com");
        awaitStatus(placed, "PAID");
        assertThat(hub.count("SELECT COUNT(*) FROM sandbox_session"))
                .as("the hub's sandbox begins anew")
                .isZero();
        assertThat(till.count("SELECT COUNT(*) FROM sandbox_session")).isEqualTo(3);

        move("to", "hub");
        awaitDoor(hub);

        assertThat(hub.count("SELECT COUNT(*) FROM payment")).isEqualTo(3);
        assertThat(refund(hub, placed, 1250, "refund-3").status()).isEqualTo(201);
        awaitStatus(placed, "REFUNDED");
        assertThat(new ApiClient(port(hub))
                        .post("/api/orders/" + open + "/cancel", "")
                        .status())
                .isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(payment(hub, open).get("status").asString()).isEqualTo("CANCELLED"));
    }

    private void move(String... words) {
        List<String> arguments = new ArrayList<>(List.of("payment"));
        arguments.addAll(List.of(words));
        MoveCommand command = new MoveCommand(
                Installed.login(hubDatabase),
                new MoveProperties(
                        tillDatabase.urlOutside(),
                        tillDatabase.username(),
                        tillDatabase.password(),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1)),
                ForeignDatabase.movable(List.of("dev.orderly")),
                hub.version(),
                new Lines(Wires::new, "orderly"),
                step -> {});
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> command.run(arguments));
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            there.carry();
            back.carry();
            return answer.isDone();
        });
        answer.join();
    }

    /** The process takes the module up within a second of its arrival, and until then says that it is not there. */
    private static void awaitDoor(Stand stand) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(new ApiClient(port(stand))
                                .get("/api/payments?orderId=none")
                                .status())
                        .isEqualTo(200));
    }

    private void stock() {
        Answer answer = new ApiClient(port(hub))
                .send(new ApiClient(port(hub))
                        .json("/api/stock/pen")
                        .PUT(BodyPublishers.ofString("{\"onHand\":10,\"reason\":\"delivery\"}")));
        assertThat(answer.status()).isEqualTo(200);
    }

    private String place(String email) {
        Answer answer = new ApiClient(port(hub)).placeOrder("""
                {"customerEmail":"%s","currency":"EUR","lines":[{"sku":"pen","quantity":1,"unitPriceMinor":1250}]}""".formatted(email));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().get("id").asString();
    }

    private void awaitStatus(String order, String status) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            there.carry();
            back.carry();
            assertThat(new ApiClient(port(hub))
                            .get("/api/orders/" + order)
                            .json()
                            .get("status")
                            .asString())
                    .isEqualTo(status);
        });
    }

    private static JsonNode payment(Stand stand, String order) {
        JsonNode items = new ApiClient(port(stand))
                .get("/api/payments?orderId=" + order)
                .json()
                .get("items");
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private static Answer refund(Stand stand, String order, long amountMinor, String key) {
        ApiClient api = new ApiClient(port(stand));
        return api.send(
                api.json("/api/payments/" + payment(stand, order).get("id").asString() + "/refunds")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString("{\"amountMinor\":%d}".formatted(amountMinor))));
    }

    private static int port(Stand stand) {
        return Integer.parseInt(stand.context().getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static Stand start(TestDatabase database, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.datasource.url=" + database.urlOutside(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.datasource.hikari.minimum-idle=1",
                "server.port=0",
                "orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
                "orderly.payment.provider=sandbox",
                "orderly.payment.sandbox.port=0",
                "orderly.payment.sandbox.delay=20ms",
                "orderly.messaging.poll=200ms"));
        all.addAll(List.of(properties));
        var application = new SpringApplicationBuilder(Orderly.class)
                .properties(all.toArray(String[]::new))
                .build();
        // Logging is the JVM's.
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        return new Stand(application.run(), database);
    }
}

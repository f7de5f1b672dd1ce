package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.Orderly;
import dev.orderly.OrderlyTest;
import dev.orderly.StablePort;
import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * The modules of one database in two processes, of which callers and the payment provider know one: it passes on what is
 * for the other.
 */
class TwoProcessesTest {

    private static final String ORDER = """
            {"customerEmail":"buyer@example.com","currency":"EUR","lines":[
              {"sku":"TEA-1","quantity":2,"unitPriceMinor":450}]}""";

    static ConfigurableApplicationContext front;
    static ConfigurableApplicationContext back;
    static ApiClient api;
    static ApiClient behind;

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.fresh();
        int frontPort = StablePort.any();
        back = start(
                database,
                "server.port=0",
                "orderly.modules=payment,notification",
                "orderly.payment.provider=sandbox",
                "orderly.payment.sandbox.port=0",
                "orderly.payment.sandbox.delay=20ms",
                "orderly.payment.callback-url=http://localhost:" + frontPort);
        int backPort = back.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        front = start(
                database,
                "server.port=" + frontPort,
                "orderly.modules=order,inventory",
                "orderly.remote.payment.url=http://localhost:" + backPort,
                "orderly.remote.notification.url=http://localhost:" + backPort,
                // It runs here, so that nobody is asked.
                "orderly.remote.order.url=http://localhost:1");
        api = new ApiClient(frontPort);
        behind = new ApiClient(backPort);
        api.send(api.json("/api/stock/TEA-1").PUT(BodyPublishers.ofString("{\"onHand\":1000,\"reason\":\"counted\"}")));
    }

    @AfterAll
    static void stop() {
        front.close();
        back.close();
    }

    @Test
    void an_order_goes_its_way_and_the_providers_signed_callback_is_taken_in_by_way_of_the_other_process() {
        String order = paid();

        JsonNode payment = payment(order);

        assertThat(payment.get("status").asString()).isEqualTo("CAPTURED");
        assertThat(callbacks())
                .as("callbacks that were taken in, and none was refused")
                .isPositive();
    }

    @Test
    void a_refund_that_is_asked_for_twice_under_its_key_is_one_refund() {
        String payment = payment(paid()).get("id").asString();
        List<String> bodies = new ArrayList<>();
        for (ApiClient client : List.of(api, api, behind)) {
            Answer answer = client.send(client.json("/api/payments/" + payment + "/refunds")
                    .header("Idempotency-Key", "refund-" + payment)
                    .POST(BodyPublishers.ofString("{\"amountMinor\":100}")));
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            assertThat(answer.header("Location")).startsWith("/api/payments/" + payment + "/refunds/");
            bodies.add(answer.body());
        }
        assertThat(bodies).containsOnly(bodies.getFirst());
        assertThat(api.get("/api/payments/" + payment + "/refunds").json().get("items"))
                .hasSize(1);
    }

    @Test
    void the_mails_are_listed_page_by_page_through_the_other_process() {
        String order = paid();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.get("/api/notifications?orderId=" + order)
                                .json()
                                .get("items")
                                .size()
                        >= 3);
        assertThat(api.get("/api/notifications?orderId=" + order).json())
                .isEqualTo(behind.get("/api/notifications?orderId=" + order).json());
    }

    @Test
    void a_refusal_is_passed_back_as_it_is() {
        Answer answer = api.get("/api/payments/none");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:payment-not-found");

        Answer unsigned =
                api.send(api.anonymous("/api/payments/callbacks/sandbox").POST(BodyPublishers.ofString("{}")));
        assertThat(unsigned.status()).isEqualTo(400);
        assertThat(unsigned.json().get("type").asString()).isEqualTo("urn:orderly:problem:callback-signature-invalid");
    }

    @Test
    void a_process_that_was_not_told_where_a_module_runs_says_that_it_does_not_run_here() {
        Answer answer = behind.get("/api/orders");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:module-not-here");
        assertThat(answer.json().get("detail").asString()).contains("order", "orderly.remote.order.url");
    }

    @Test
    void while_a_module_is_on_the_move_its_callers_are_asked_to_come_again() {
        JdbcClient jdbc = back.getBean(JdbcClient.class);
        jdbc.sql("""
                        INSERT INTO module_home (module, home, moving_to, move, changed_at)
                        VALUES ('notification', 'hub', 'elsewhere', 1, UTC_TIMESTAMP(6))""").update();
        try {
            for (ApiClient client : List.of(api, behind)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> client.get("/api/notifications?orderId=1").status() == 503);
                Answer answer = client.get("/api/notifications?orderId=1");
                assertThat(answer.header("Retry-After")).isEqualTo("2");
                assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:module-moving");
            }
        } finally {
            jdbc.sql("DELETE FROM module_home WHERE module = 'notification'").update();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.get("/api/notifications?orderId=1").status() == 200);
    }

    @Test
    void both_are_listed_with_their_modules() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                api.get("/api/messaging/instances").json().get("items"))
                        .extracting(instance -> instance.get("modules").toString())
                        .containsExactlyInAnyOrder("[\"notification\",\"payment\"]", "[\"inventory\",\"order\"]"));
    }

    private static String paid() {
        String order = api.placeOrder(ORDER).json().get("id").asString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.get("/api/orders/" + order)
                        .json()
                        .get("status")
                        .asString()
                        .equals("PAID"));
        return order;
    }

    private static JsonNode payment(String order) {
        return api.get("/api/payments?orderId=" + order).json().get("items").get(0);
    }

    private static double callbacks() {
        return back.getBean(MeterRegistry.class)
                .get("orderly.payment.callbacks")
                .tag("outcome", "taken")
                .counter()
                .count();
    }

    private static ConfigurableApplicationContext start(TestDatabase database, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.datasource.hikari.minimum-idle=1",
                "orderly.messaging.poll=200ms",
                "orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256));
        all.addAll(List.of(properties));
        return new SpringApplicationBuilder(Orderly.class)
                .properties(all.toArray(String[]::new))
                .run();
    }
}

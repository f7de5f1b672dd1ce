package dev.orderly.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What a backend with an API key does, and sees. */
record Shop(ApiClient api) {

    /** So many pieces of a SKU, at 12.50 each. */
    record Line(String sku, int quantity) {}

    static Shop at(int port) {
        return new Shop(new ApiClient(port));
    }

    void stock(String sku, int onHand) {
        Answer answer = api.send(api.json("/api/stock/" + sku)
                .PUT(BodyPublishers.ofString("{\"onHand\":%d,\"reason\":\"delivery\"}".formatted(onHand))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** Places an order and returns its id. */
    String place(String customerEmail, Line... lines) {
        Answer answer = tryToPlace(customerEmail, lines);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().get("status").asString()).isEqualTo("PLACED");
        return answer.json().get("id").asString();
    }

    Answer tryToPlace(String customerEmail, Line... lines) {
        String items = Arrays.stream(lines)
                .map(line -> "{\"sku\":\"%s\",\"quantity\":%d,\"unitPriceMinor\":1250}"
                        .formatted(line.sku(), line.quantity()))
                .collect(Collectors.joining(","));
        return api.placeOrder(
                "{\"customerEmail\":\"%s\",\"currency\":\"EUR\",\"lines\":[%s]}".formatted(customerEmail, items));
    }

    Answer cancel(String orderId) {
        return api.post("/api/orders/" + orderId + "/cancel", "");
    }

    JsonNode order(String orderId) {
        return api.get("/api/orders/" + orderId).json();
    }

    String status(String orderId) {
        return order(orderId).get("status").asString();
    }

    void awaitStatus(String orderId, String status) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(status(orderId)).isEqualTo(status));
    }

    List<String> history(String orderId) {
        return texts(order(orderId).get("history"), "status");
    }

    /** The one event that a module has given up on for this order. */
    JsonNode awaitDeadLetter(String orderId) {
        String address = "/api/messaging/dead-letters?key=" + orderId;
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(api.get(address).json().get("items")).hasSize(1));
        return api.get(address).json().get("items").get(0);
    }

    /** The one payment of the order. */
    JsonNode payment(String orderId) {
        JsonNode items = api.get("/api/payments?orderId=" + orderId).json().get("items");
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    /** Gives back so much of the order's payment. */
    Answer refund(String orderId, long amountMinor) {
        String body = "{\"amountMinor\":%d}".formatted(amountMinor);
        return api.send(api.json("/api/payments/" + payment(orderId).get("id").asString() + "/refunds")
                .header("Idempotency-Key", orderId + "-" + amountMinor)
                .POST(BodyPublishers.ofString(body)));
    }

    boolean hasPayment(String orderId) {
        return !api.get("/api/payments?orderId=" + orderId).json().get("items").isEmpty();
    }

    void awaitPayment(String orderId, String status) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(payment(orderId).get("status").asString()).isEqualTo(status));
    }

    void awaitMails(String orderId, String... types) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(texts(
                                api.get("/api/notifications?orderId=" + orderId)
                                        .json()
                                        .get("items"),
                                "type"))
                        .containsExactly(types));
    }

    /** On hand, reserved and available. */
    void awaitStock(String sku, int onHand, int reserved) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode stock = api.get("/api/stock/" + sku).json();
            assertThat(List.of(
                            stock.get("onHand").asInt(),
                            stock.get("reserved").asInt(),
                            stock.get("available").asInt()))
                    .as("on hand, reserved and available of " + sku)
                    .containsExactly(onHand, reserved, onHand - reserved);
        });
    }

    static List<String> texts(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.get(field).asString())
                .toList();
    }
}

package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import dev.orderly.messaging.Ids;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What orders do to stock and mails, in the whole application. */
@OrderlyTest
class StockOfOrdersTest {

    @LocalServerPort
    int port;

    ApiClient api;

    final String sku = "tea-" + Ids.next();

    @BeforeEach
    void stock_ten() {
        api = new ApiClient(port);
        Answer set = api.send(api.json("/api/stock/" + sku).PUT(BodyPublishers.ofString("""
                        {"onHand": 10, "reason": "delivery"}""")));
        assertThat(set.status()).isEqualTo(200);
    }

    @Test
    void a_paid_order_keeps_its_stock_reserved_until_it_ships() {
        String order = place("buyer@example.com", sku);
        awaitStatus(order, "PAID");
        assertStock(10, 3);
        assertThat(api.post("/api/orders/" + order + "/ship", """
                        {"carrier": "Post", "tracking": "RX1"}""").status()).isEqualTo(200);
        await().untilAsserted(() -> assertStock(7, 0));
        awaitMails(order, "PLACED", "AWAITING_PAYMENT", "PAID", "SHIPPED");
    }

    @Test
    void a_declined_order_gives_its_stock_back() {
        String order = place("buyer+decline@example.com", sku);
        awaitStatus(order, "CANCELLED");
        await().untilAsserted(() -> assertStock(10, 0));
        awaitMails(order, "PLACED", "AWAITING_PAYMENT", "CANCELLED");
    }

    @Test
    void an_order_with_an_unknown_sku_reserves_nothing() {
        String order = place("buyer@example.com", sku.toUpperCase(Locale.ROOT));
        awaitStatus(order, "REJECTED");
        assertStock(10, 0);
        awaitMails(order, "PLACED", "REJECTED");
    }

    private String place(String customer, String wanted) {
        Answer placed = api.placeOrder("""
                {"customerEmail": "%s", "currency": "EUR",
                 "lines": [{"sku": "%s", "quantity": 3, "unitPriceMinor": 450}]}""".formatted(customer, wanted));
        assertThat(placed.status()).isEqualTo(201);
        return placed.json().path("id").asString();
    }

    private void awaitStatus(String order, String status) {
        await().until(
                        () -> api.get("/api/orders/" + order)
                                .json()
                                .path("status")
                                .asString(),
                        status::equals);
    }

    private void assertStock(int onHand, int reserved) {
        JsonNode stock = api.get("/api/stock/" + sku).json();
        assertThat(stock.path("onHand").asInt()).isEqualTo(onHand);
        assertThat(stock.path("reserved").asInt()).isEqualTo(reserved);
    }

    private void awaitMails(String order, String... types) {
        await().untilAsserted(() -> assertThat(api.get("/api/notifications?orderId=" + order)
                        .json()
                        .path("items")
                        .valueStream()
                        .map(mail -> mail.path("type").asString()))
                .containsExactly(types));
    }
}

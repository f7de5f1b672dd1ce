package dev.orderly.order;

import static dev.orderly.order.OrderStatus.AWAITING_PAYMENT;
import static dev.orderly.order.OrderStatus.PAID;
import static dev.orderly.order.OrderStatus.REFUNDED;
import static dev.orderly.order.OrderStatus.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import dev.orderly.contract.InventoryEvent.StockRejected;
import dev.orderly.contract.InventoryEvent.StockReserved;
import dev.orderly.contract.PaymentEvent.PaymentCaptured;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;
import dev.orderly.messaging.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderDoorTest extends OrderModuleTest {

    private static final String DHL = "{\"carrier\":\"DHL\",\"tracking\":\"123\"}";

    @Test
    void a_placed_order_can_be_cancelled_and_cancelled_again() {
        String id = placed();

        Answer first = act(id, "cancel");
        Answer again = act(id, "cancel");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().get("status").asString()).isEqualTo("CANCELLED");
        assertThat(first.json().get("history").get(1).get("reason").asString()).isEqualTo("Cancelled on request");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(eventsOf(id)).containsExactly("order.placed", "order.cancelled");
    }

    @Test
    void an_order_that_waits_for_its_payment_can_be_cancelled() {
        String id = placed();
        say(new StockReserved(id));
        awaitStatus(id, AWAITING_PAYMENT);

        assertThat(act(id, "cancel").json().get("status").asString()).isEqualTo("CANCELLED");
    }

    @Test
    void a_paid_order_can_be_cancelled_again_and_again_and_asks_once_for_its_refund() {
        String id = paid();

        Answer first = act(id, "cancel");
        Answer again = act(id, "cancel");
        say(new PaymentRefunded(Ids.next(), id, "buyer@example.com", "EUR", 2100));
        awaitStatus(id, REFUNDED);
        Answer atLast = act(id, "cancel");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().get("status").asString()).isEqualTo("REFUNDING");
        assertThat(first.json().get("history").get(3).get("reason").asString()).isEqualTo("Cancelled on request");
        assertThat(again.status()).isEqualTo(200);
        assertThat(atLast.status()).isEqualTo(200);
        assertThat(atLast.json().get("status").asString()).isEqualTo("REFUNDED");
        assertThat(eventsOf(id)).endsWith("order.paid", "order.refund-requested", "payment.refunded", "order.refunded");
    }

    @Test
    void an_order_whose_money_goes_back_is_not_shipped() {
        String id = paid();
        act(id, "cancel");

        assertConflict(ship(id, DHL), "order-cannot-be-shipped", "Keep the goods here");
        say(new PaymentRefunded(Ids.next(), id, "buyer@example.com", "EUR", 2100));
        awaitStatus(id, REFUNDED);
        assertConflict(ship(id, DHL), "order-cannot-be-shipped", "Keep the goods here");
        assertConflict(act(id, "deliver"), "order-cannot-be-delivered", "REFUNDED");
        assertThat(eventsOf(id)).doesNotContain("order.shipped");
    }

    @Test
    void a_rejected_order_cannot_be_cancelled_shipped_or_delivered() {
        String id = placed();
        say(new StockRejected(id, List.of("TEA-1"), List.of()));
        awaitStatus(id, REJECTED);

        assertConflict(act(id, "cancel"), "order-cannot-be-cancelled", "REJECTED");
        assertConflict(ship(id, DHL), "order-cannot-be-shipped", "REJECTED");
        assertConflict(act(id, "deliver"), "order-cannot-be-delivered", "REJECTED");
    }

    @Test
    void a_paid_order_is_shipped_and_delivered_each_once() {
        String id = paid();

        Answer shipped = ship(id, DHL);
        Answer shippedAgain = ship(id, DHL);
        Answer delivered = act(id, "deliver");
        Answer deliveredAgain = act(id, "deliver");

        assertThat(shipped.status()).isEqualTo(200);
        assertThat(shipped.json().get("status").asString()).isEqualTo("SHIPPED");
        assertThat(shipped.json().get("carrier").asString()).isEqualTo("DHL");
        assertThat(shipped.json().get("tracking").asString()).isEqualTo("123");
        assertThat(shippedAgain.status()).isEqualTo(200);
        assertThat(delivered.json().get("status").asString()).isEqualTo("DELIVERED");
        assertThat(deliveredAgain.status()).isEqualTo(200);
        assertThat(deliveredAgain.json().get("history").findValuesAsString("status"))
                .isEqualTo(List.of("PLACED", "AWAITING_PAYMENT", "PAID", "SHIPPED", "DELIVERED"));
        assertThat(eventsOf(id)).endsWith("order.paid", "order.shipped", "order.delivered");
    }

    @Test
    void a_shipped_order_cannot_be_shipped_otherwise() {
        String id = paid();
        ship(id, DHL);

        assertConflict(ship(id, "{\"carrier\":\"DHL\",\"tracking\":\"124\"}"), "order-shipped-otherwise", "DHL");
        assertConflict(ship(id, "{\"carrier\":\"UPS\",\"tracking\":\"123\"}"), "order-shipped-otherwise", "123");
        assertConflict(act(id, "cancel"), "order-cannot-be-cancelled", "POST /api/payments/{id}/refunds");
        assertThat(order(id).json().get("tracking").asString()).isEqualTo("123");
    }

    @Test
    void an_order_is_not_shipped_before_it_is_paid_nor_delivered_before_it_is_shipped() {
        String id = placed();

        assertConflict(ship(id, DHL), "order-cannot-be-shipped", "PLACED");
        assertConflict(act(id, "deliver"), "order-cannot-be-delivered", "PLACED");
        assertThat(eventsOf(id)).containsExactly("order.placed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"carrier\":\"DHL\"}",
                "{\"carrier\":\"\",\"tracking\":\"1\"}",
                "{\"carrier\":\" DHL\",\"tracking\":\"1\"}",
                "{\"carrier\":\"D\\r\\nHL\",\"tracking\":\"1\"}",
                "{\"carrier\":\"DHL\",\"tracking\":1}",
                "{\"carrier\":\"DHL\",\"tracking\":\"1\",\"extra\":1}",
                "[]"
            })
    void a_shipment_that_is_not_valid_is_refused(String body) {
        String id = paid();

        assertThat(ship(id, body).status()).isEqualTo(400);
        assertThat(statusOf(id)).isEqualTo("PAID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"01a206d6-b868-7665-bf0f-f9f789bd4e17", "x", "%C3%A9%F0%9F%A7%80", "%27%20OR%201=1", "%00"})
    void an_unknown_id_is_not_found(String id) {
        for (Answer answer : List.of(order(id), act(id, "cancel"), ship(id, DHL), act(id, "deliver"))) {
            assertThat(answer.status()).isIn(404, 400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void an_unknown_order_says_so() {
        Answer answer = order("nobody");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:order-not-found");
        assertThat(answer.json().get("orderId").asString()).isEqualTo("nobody");
    }

    private Answer act(String id, String verb) {
        return api.send(
                api.request("/api/orders/" + id + "/" + verb).POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
    }

    private Answer ship(String id, String body) {
        return api.post("/api/orders/" + id + "/ship", body);
    }

    private String paid() {
        String id = placed();
        say(new StockReserved(id), new PaymentCaptured(Ids.next(), id, "EUR", 2100));
        awaitStatus(id, PAID);
        return id;
    }

    private static void assertConflict(Answer answer, String type, String inDetail) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:" + type);
        assertThat(answer.json().get("detail").asString()).contains(inDetail);
    }
}

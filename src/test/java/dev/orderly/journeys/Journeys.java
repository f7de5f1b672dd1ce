package dev.orderly.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient.Answer;
import dev.orderly.journeys.Shop.Line;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an order goes through, as its caller sees it, wherever the modules run. */
abstract class Journeys {

    private final Shop shop;

    Journeys(Shop shop) {
        this.shop = shop;
    }

    @BeforeEach
    void plenty() {
        shop.stock("LAMP", 100_000);
    }

    @Test
    void an_order_whose_payment_is_captured_is_paid_and_keeps_its_stock_until_it_ships() {
        shop.stock("DESK", 10);
        String order = shop.place("buyer@example.com", new Line("DESK", 2));
        shop.awaitStatus(order, "PAID");
        assertThat(shop.history(order)).containsExactly("PLACED", "AWAITING_PAYMENT", "PAID");
        shop.awaitStock("DESK", 10, 2);
        shop.awaitMails(order, "PLACED", "AWAITING_PAYMENT", "PAID");
        JsonNode payment = shop.payment(order);
        assertThat(payment.get("status").asString()).isEqualTo("CAPTURED");
        assertThat(payment.get("amountMinor").asLong()).isEqualTo(2500);
        assertThat(Shop.texts(payment.get("transactions"), "type")).containsExactly("CAPTURE");

        Answer shipped =
                shop.api().post("/api/orders/" + order + "/ship", "{\"carrier\":\"DHL\",\"tracking\":\"JD0001\"}");
        assertThat(shipped.status()).isEqualTo(200);
        shop.awaitStock("DESK", 8, 0);
        assertThat(shop.api().post("/api/orders/" + order + "/deliver", "").status())
                .isEqualTo(200);
        assertThat(shop.history(order)).containsExactly("PLACED", "AWAITING_PAYMENT", "PAID", "SHIPPED", "DELIVERED");
        shop.awaitMails(order, "PLACED", "AWAITING_PAYMENT", "PAID", "SHIPPED");
    }

    @Test
    void an_order_whose_payment_is_declined_is_cancelled_and_gives_its_stock_back() {
        shop.stock("CHAIR", 10);
        String order = shop.place("buyer+decline@example.com", new Line("CHAIR", 3));
        shop.awaitStatus(order, "CANCELLED");
        assertThat(shop.history(order)).containsExactly("PLACED", "AWAITING_PAYMENT", "CANCELLED");
        assertThat(shop.payment(order).get("status").asString()).isEqualTo("DECLINED");
        shop.awaitStock("CHAIR", 10, 0);
        shop.awaitMails(order, "PLACED", "AWAITING_PAYMENT", "CANCELLED");
    }

    @Test
    void an_order_with_an_unknown_and_a_short_sku_is_rejected_naming_both_and_reserves_nothing() {
        shop.stock("RARE", 1);
        String order =
                shop.place("buyer@example.com", new Line("LAMP", 1), new Line("RARE", 2), new Line("NO-SUCH-SKU", 1));
        shop.awaitStatus(order, "REJECTED");
        JsonNode rejection = shop.order(order).get("history").get(1);
        assertThat(rejection.get("reason").asString()).contains("RARE").contains("NO-SUCH-SKU");
        shop.awaitStock("RARE", 1, 0);
        shop.awaitMails(order, "PLACED", "REJECTED");
        assertThat(shop.hasPayment(order)).isFalse();
    }

    @Test
    void a_paid_order_that_is_called_off_gets_its_money_and_gives_its_stock_back() {
        shop.stock("SOFA", 5);
        String order = shop.place("buyer@example.com", new Line("SOFA", 2));
        shop.awaitStatus(order, "PAID");

        assertThat(shop.cancel(order).status()).isEqualTo(200);

        shop.awaitStatus(order, "REFUNDED");
        assertThat(shop.history(order)).containsExactly("PLACED", "AWAITING_PAYMENT", "PAID", "REFUNDING", "REFUNDED");
        assertThat(Shop.texts(shop.payment(order).get("transactions"), "type")).containsExactly("CAPTURE", "REFUND");
        shop.awaitStock("SOFA", 5, 0);
    }

    @Test
    void an_order_of_nothing_that_is_called_off_ends_refunded() {
        shop.stock("GIFT", 1);
        Answer placed = shop.api().placeOrder("""
                {"customerEmail":"buyer@example.com","currency":"EUR",\
                "lines":[{"sku":"GIFT","quantity":1,"unitPriceMinor":0}]}""");
        String order = placed.json().get("id").asString();
        shop.awaitStatus(order, "PAID");

        shop.cancel(order);

        shop.awaitStatus(order, "REFUNDED");
        shop.awaitStock("GIFT", 1, 0);
    }

    @Test
    void a_part_that_goes_back_leaves_the_order_as_it_is_and_the_rest_ends_it() {
        String order = shop.place("buyer@example.com", new Line("LAMP", 2));
        shop.awaitStatus(order, "PAID");
        assertThat(shop.refund(order, 500).status()).isEqualTo(201);
        await().until(() -> shop.payment(order).get("transactions").size() == 2);
        assertThat(shop.status(order)).isEqualTo("PAID");
        assertThat(shop.api()
                        .post("/api/orders/" + order + "/ship", "{\"carrier\":\"DHL\",\"tracking\":\"JD0002\"}")
                        .status())
                .isEqualTo(200);

        assertThat(shop.refund(order, 2000).status()).isEqualTo(201);

        shop.awaitStatus(order, "REFUNDED");
        shop.awaitPayment(order, "REFUNDED");
    }

    @Test
    void an_order_that_waits_for_its_payment_can_be_cancelled_and_gives_its_stock_back() {
        shop.stock("SHELF", 5);
        String order = shop.place("buyer+manual@example.com", new Line("SHELF", 5));
        shop.awaitStatus(order, "AWAITING_PAYMENT");
        Answer cancelled = shop.cancel(order);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.json().get("status").asString()).isEqualTo("CANCELLED");
        shop.awaitStock("SHELF", 5, 0);
        shop.awaitPayment(order, "CANCELLED");
        shop.awaitMails(order, "PLACED", "AWAITING_PAYMENT", "CANCELLED");
    }

    @Test
    void an_order_that_is_cancelled_at_once_ends_cancelled_whatever_was_under_way() {
        shop.stock("VASE", 4);
        String order = shop.place("buyer@example.com", new Line("VASE", 4));
        Answer cancelled = shop.cancel(order);
        assertThat(cancelled.status()).isEqualTo(200);
        shop.awaitStock("VASE", 4, 0);
        assertThat(shop.status(order)).isIn("CANCELLED", "REFUNDING", "REFUNDED");
    }

    @Test
    void a_provider_that_calls_twice_at_once_captures_once() {
        String order = shop.place("buyer+twice@example.com", new Line("LAMP", 1));
        shop.awaitStatus(order, "PAID");
        shop.awaitMails(order, "PLACED", "AWAITING_PAYMENT", "PAID");
        assertThat(Shop.texts(shop.payment(order).get("transactions"), "type")).containsExactly("CAPTURE");
        assertThat(shop.history(order)).containsExactly("PLACED", "AWAITING_PAYMENT", "PAID");
    }
}

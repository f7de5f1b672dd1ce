package dev.orderly.order;

import static dev.orderly.order.OrderStatus.AWAITING_PAYMENT;
import static dev.orderly.order.OrderStatus.CANCELLED;
import static dev.orderly.order.OrderStatus.DELIVERED;
import static dev.orderly.order.OrderStatus.EXPIRED;
import static dev.orderly.order.OrderStatus.PAID;
import static dev.orderly.order.OrderStatus.REFUNDED;
import static dev.orderly.order.OrderStatus.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.contract.InventoryEvent.StockRejected;
import dev.orderly.contract.InventoryEvent.StockReserved;
import dev.orderly.contract.PaymentEvent.PaymentCaptured;
import dev.orderly.contract.PaymentEvent.PaymentDeclined;
import dev.orderly.contract.PaymentEvent.PaymentPartlyRefunded;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;
import dev.orderly.messaging.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class OrderLifeTest extends OrderModuleTest {

    @Test
    void reserved_stock_makes_the_order_ask_for_its_payment_and_remember_the_time() {
        String id = placed();

        say(new StockReserved(id));

        awaitStatus(id, AWAITING_PAYMENT);
        assertThat(eventsOf(id)).containsExactly("order.placed", "inventory.stock-reserved", "order.payment-requested");
        assertThat(jdbc.sql("""
                        SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), due_at) FROM delayed_event
                        WHERE event_key = :id AND event_type = 'order.payment-overdue'
                        """).param("id", id).query(Integer.class).single()).isBetween(29 * 60, 30 * 60);
    }

    @Test
    void a_captured_payment_makes_the_order_paid() {
        String id = placed();

        say(new StockReserved(id), captured(id));

        awaitStatus(id, PAID);
        assertThat(eventsOf(id)).endsWith("order.paid");
        assertThat(historyOf(id)).containsExactly("PLACED", "AWAITING_PAYMENT", "PAID");
    }

    @Test
    void an_order_whose_stock_is_short_is_rejected_and_names_the_skus() {
        String id = placed();

        say(new StockRejected(id, List.of("TEA-1"), List.of("MUG", "CUP")));

        awaitStatus(id, REJECTED);
        assertThat(reasonOf(id, REJECTED)).isEqualTo("Unknown SKU: TEA-1. Not enough stock: MUG, CUP");
        assertThat(eventsOf(id)).endsWith("order.rejected");
    }

    @Test
    void a_declined_payment_cancels_the_order() {
        String id = placed();

        say(new StockReserved(id), new PaymentDeclined(Ids.next(), id, "card refused"));

        awaitStatus(id, CANCELLED);
        assertThat(reasonOf(id, CANCELLED)).isEqualTo("The payment was declined: card refused");
        assertThat(eventsOf(id)).endsWith("order.cancelled");
    }

    @Test
    void an_order_that_is_not_paid_in_time_expires() {
        String id = placed();

        say(new StockReserved(id), new PaymentOverdue(id));

        awaitStatus(id, EXPIRED);
        assertThat(eventsOf(id)).endsWith("order.expired");
        assertThat(historyOf(id)).containsExactly("PLACED", "AWAITING_PAYMENT", "EXPIRED");
    }

    @Test
    void a_paid_order_does_not_expire() {
        String id = placed();

        say(new StockReserved(id), captured(id), new PaymentOverdue(id));
        awaitQuiet();

        assertThat(statusOf(id)).isEqualTo("PAID");
        assertThat(eventsOf(id)).doesNotContain("order.expired");
    }

    @Test
    void a_refund_in_part_leaves_the_order_as_it_is() {
        String id = placed();

        say(new StockReserved(id), captured(id));
        awaitStatus(id, PAID);
        say(new PaymentPartlyRefunded(Ids.next(), id, Ids.next(), "buyer@example.com", "EUR", 100));
        awaitQuiet();

        assertThat(historyOf(id)).containsExactly("PLACED", "AWAITING_PAYMENT", "PAID");
        assertThat(eventsOf(id)).doesNotContain("order.refunded");
    }

    @ParameterizedTest
    @EnumSource(names = {"PAID", "SHIPPED", "DELIVERED"})
    void a_refund_in_full_ends_the_order_wherever_its_goods_are(OrderStatus reached) {
        String id = placed();
        say(new StockReserved(id), captured(id));
        awaitStatus(id, PAID);
        if (reached != PAID) {
            api.post("/api/orders/" + id + "/ship", "{\"carrier\":\"DHL\",\"tracking\":\"1\"}");
        }
        if (reached == DELIVERED) {
            api.post("/api/orders/" + id + "/deliver", "");
        }
        assertThat(statusOf(id)).isEqualTo(reached.name());

        say(refunded(id), refunded(id));
        awaitStatus(id, REFUNDED);
        awaitQuiet();

        assertThat(historyOf(id)).endsWith(reached.name(), "REFUNDED");
        assertThat(eventsOf(id)).containsOnlyOnce("order.refunded");
        assertThat(order(id).json().has("carrier")).isEqualTo(reached != PAID);
    }

    @Test
    void money_that_came_too_late_and_went_back_changes_nothing() {
        String cancelled = placed();
        String expired = placed();
        say(new StockReserved(cancelled), new PaymentDeclined(Ids.next(), cancelled, "card refused"));
        say(new StockReserved(expired), new PaymentOverdue(expired));
        awaitStatus(cancelled, CANCELLED);
        awaitStatus(expired, EXPIRED);

        say(captured(cancelled), refunded(cancelled), captured(expired), refunded(expired));
        awaitQuiet();

        assertThat(statusOf(cancelled)).isEqualTo("CANCELLED");
        assertThat(statusOf(expired)).isEqualTo("EXPIRED");
        assertThat(eventsOf(cancelled)).doesNotContain("order.refunded");
        assertThat(eventsOf(expired)).doesNotContain("order.refunded");
    }

    @Test
    void what_comes_too_late_changes_nothing() {
        String id = placed();
        say(new StockReserved(id), new PaymentDeclined(Ids.next(), id, "card refused"));
        awaitStatus(id, CANCELLED);
        say(captured(id), new StockReserved(id), new PaymentOverdue(id), new PaymentDeclined(Ids.next(), id, "again"));
        awaitQuiet();

        assertThat(statusOf(id)).isEqualTo("CANCELLED");
        assertThat(historyOf(id)).containsExactly("PLACED", "AWAITING_PAYMENT", "CANCELLED");
        assertThat(eventsOf(id).stream().filter(type -> type.startsWith("order.")))
                .containsExactly("order.placed", "order.payment-requested", "order.cancelled", "order.payment-overdue");
    }

    @Test
    void the_same_event_twice_moves_the_order_once() {
        String id = placed();

        say(new StockReserved(id), new StockReserved(id), captured(id), captured(id));
        awaitQuiet();

        assertThat(eventsOf(id).stream().filter(type -> type.startsWith("order.")))
                .containsExactlyInAnyOrder("order.placed", "order.payment-requested", "order.paid");
    }

    @Test
    void an_event_for_an_order_that_is_not_here_changes_nothing() {
        String id = Ids.next();

        say(new StockReserved(id), captured(id));
        awaitQuiet();

        assertThat(eventsOf(id)).containsExactly("inventory.stock-reserved", "payment.captured");
        assertThat(jdbc.sql("SELECT COUNT(*) FROM parked_event")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private static PaymentCaptured captured(String id) {
        return new PaymentCaptured(Ids.next(), id, "EUR", 2100);
    }

    private static PaymentRefunded refunded(String id) {
        return new PaymentRefunded(Ids.next(), id, "buyer@example.com", "EUR", 2100);
    }

    private List<String> historyOf(String id) {
        return order(id).json().get("history").findValuesAsString("status");
    }

    private String reasonOf(String id, OrderStatus status) {
        for (JsonNode change : order(id).json().get("history")) {
            if (change.get("status").asString().equals(status.name())) {
                return change.get("reason").asString();
            }
        }
        throw new AssertionError("The order never was " + status);
    }
}

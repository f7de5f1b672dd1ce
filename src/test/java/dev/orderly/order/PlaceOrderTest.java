package dev.orderly.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlaceOrderTest extends OrderModuleTest {

    @Test
    void a_new_order_is_answered_at_once_as_placed() {
        Answer answer = api.placeOrder(ORDER);

        assertThat(answer.status()).isEqualTo(201);
        JsonNode order = answer.json();
        String id = order.get("id").asString();
        assertThat(answer.header("Location")).isEqualTo("/api/orders/" + id);
        assertThat(order.get("status").asString()).isEqualTo("PLACED");
        assertThat(order.get("customerEmail").asString()).isEqualTo("buyer@example.com");
        assertThat(order.get("currency").asString()).isEqualTo("EUR");
        assertThat(order.get("totalMinor").asLong()).isEqualTo(2100);
        assertThat(order.get("lines").toString()).isEqualTo("""
                [{"sku":"TEA-1","quantity":2,"unitPriceMinor":450},{"sku":"MUG","quantity":1,"unitPriceMinor":1200}]""");
        assertThat(Instant.parse(order.get("createdAt").asString())).isNotNull();
        assertThat(order.has("history")).isFalse();
        assertThat(order.has("carrier")).isFalse();
    }

    @Test
    void the_order_can_be_read_back_with_its_history() {
        JsonNode placed = api.placeOrder(ORDER).json();

        JsonNode read = order(placed.get("id").asString()).json();

        assertThat(read.get("createdAt")).isEqualTo(placed.get("createdAt"));
        assertThat(read.get("lines")).isEqualTo(placed.get("lines"));
        assertThat(read.get("history")).hasSize(1);
        assertThat(read.get("history").get(0).get("status").asString()).isEqualTo("PLACED");
        assertThat(read.get("history").get(0).get("at")).isEqualTo(placed.get("createdAt"));
    }

    @Test
    void a_new_order_is_told_to_the_other_modules() {
        String id = placed();

        String payload = jdbc.sql("SELECT payload FROM outbox WHERE event_key = :id AND event_type = 'order.placed'")
                .param("id", id)
                .query(String.class)
                .single();
        assertThat(payload)
                .contains("\"orderId\"", id, "buyer@example.com", "EUR", "2100", "TEA-1", "450", "MUG", "1200");
    }

    @Test
    void the_same_sku_at_one_price_is_merged_into_its_first_line() {
        JsonNode order = api.placeOrder(lines("""
                        {"sku":"A","quantity":1,"unitPriceMinor":5},{"sku":"B","quantity":1,"unitPriceMinor":7},
                        {"sku":"A","quantity":9999,"unitPriceMinor":5}""")).json();

        assertThat(order.get("lines").toString()).isEqualTo("""
                [{"sku":"A","quantity":10000,"unitPriceMinor":5},{"sku":"B","quantity":1,"unitPriceMinor":7}]""");
        assertThat(order.get("totalMinor").asLong()).isEqualTo(50_007);
    }

    @Test
    void the_largest_order_that_the_limits_allow_is_taken() {
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < 100; line++) {
            lines.append(line == 0 ? "" : ",")
                    .append("{\"sku\":\"SKU-%02d\",\"quantity\":10000,\"unitPriceMinor\":1000000000000}"
                            .formatted(line));
        }

        Answer answer = api.placeOrder(lines(lines.toString()));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("totalMinor").asLong()).isEqualTo(1_000_000_000_000_000_000L);
        JsonNode read = order(answer.json().get("id").asString()).json();
        assertThat(read.get("lines")).isEqualTo(answer.json().get("lines"));
    }

    @Test
    void a_free_line_is_taken() {
        assertThat(api.placeOrder(lines("{\"sku\":\"GIFT\",\"quantity\":1,\"unitPriceMinor\":0}"))
                        .json()
                        .get("totalMinor")
                        .asLong())
                .isZero();
    }

    @Test
    void a_sku_may_hold_what_can_be_printed() {
        Answer answer = api.placeOrder(lines("{\"sku\":\"Käse 🧀 №5\",\"quantity\":1,\"unitPriceMinor\":1}"));

        assertThat(answer.json().get("lines").get(0).get("sku").asString()).isEqualTo("Käse 🧀 №5");
        assertThat(order(answer.json().get("id").asString()).json().get("lines"))
                .isEqualTo(answer.json().get("lines"));
    }

    private static String lines(String lines) {
        return "{\"customerEmail\":\"buyer@example.com\",\"currency\":\"EUR\",\"lines\":[" + lines + "]}";
    }
}

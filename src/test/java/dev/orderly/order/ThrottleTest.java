package dev.orderly.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** New orders are refused while a module is too far behind, and nothing else is. */
@OrderlyTest
@TestPropertySource(
        properties = {
            "orderly.modules=order",
            "orderly.messaging.lag.warn=off",
            "orderly.messaging.lag.throttle=3",
            "orderly.messaging.lag.modules.notification.throttle=off"
        })
class ThrottleTest {

    private static final String ORDER =
            "{\"customerEmail\":\"a@example.com\",\"currency\":\"EUR\",\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"unitPriceMinor\":100}]}";

    private final ApiClient api;
    private final JdbcClient jdbc;

    ThrottleTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        this.jdbc = jdbc;
    }

    @Test
    void new_orders_get_503_with_a_time_to_come_again_and_all_else_goes_on() {
        String first = UUID.randomUUID().toString();
        Answer placed = api.placeOrder(first, ORDER);
        assertThat(placed.status()).isEqualTo(201);
        String id = placed.json().get("id").asString();

        moduleWithoutAProcess("notification");
        placeOrders(5);
        assertThat(api.placeOrder(ORDER).status())
                .as("notification may be as far behind as it likes")
                .isEqualTo(201);

        moduleWithoutAProcess("inventory");
        await().untilAsserted(() -> assertThat(api.placeOrder(ORDER).status()).isEqualTo(503));

        Answer refused = api.placeOrder(ORDER);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(refused.json().get("type").asString()).isEqualTo("urn:orderly:problem:orders-throttled");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(5, 120);

        Answer repeated = api.placeOrder(first, ORDER);
        assertThat(repeated.status()).isEqualTo(201);
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(api.get("/api/orders/" + id).status()).isEqualTo(200);
        assertThat(api.post("/api/orders/" + id + "/cancel", "").status()).isEqualTo(200);

        jdbc.sql("DELETE FROM consumer_cursor WHERE module = 'inventory'").update();
        await().untilAsserted(() -> assertThat(api.placeOrder(ORDER).status()).isEqualTo(201));
    }

    private void placeOrders(int number) {
        for (int n = 0; n < number; n++) {
            assertThat(api.placeOrder(ORDER).status()).isEqualTo(201);
        }
    }

    /** It has cursors at the beginning of the log, and nobody moves them. */
    private void moduleWithoutAProcess(String module) {
        jdbc.sql("""
                        INSERT INTO consumer_cursor (module, shard, position, generation, batch, moved_at)
                        SELECT :module, shard, 0, 1, 0, UTC_TIMESTAMP(6) FROM outbox_sequence""").param("module", module).update();
    }
}

package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.OrderlyTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What a running system is told of itself. */
@OrderlyTest
class AdviceDoorTest {

    @LocalServerPort
    int port;

    @Test
    void a_system_that_has_little_to_do_is_told_to_stay_on_rung_1() {
        ApiClient api = new ApiClient(port);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(advice(api).get("advice").asString())
                        .startsWith("Stay on rung 1, one process: ")
                        .contains("events a second arrive", "no module is more than 30 s behind"));

        JsonNode advice = advice(api);
        assertThat(advice.get("runsOn").asInt()).isEqualTo(1);
        assertThat(advice.get("fits").asInt()).isEqualTo(1);
        assertThat(advice.get("criteria")).hasSize(6).allSatisfy(criterion -> {
            assertThat(criterion.get("figure").asString()).isNotEmpty();
            assertThat(criterion.get("threshold").asString()).isNotEmpty();
            assertThat(criterion.get("verdict").asString()).isIn("FINE", "WATCH");
        });
        assertThat(criterion(advice, "processes that run here")).isEqualTo("1");
        assertThat(criterion(advice, "connections to the database")).matches("[1-9]\\d* of [1-9]\\d*");
        assertThat(criterion(advice, "statements at work in the database at this moment"))
                .matches("[1-9]\\d*");
    }

    private static JsonNode advice(ApiClient api) {
        return api.get("/api/messaging/advice").json();
    }

    private static String criterion(JsonNode advice, String name) {
        return advice.get("criteria")
                .valueStream()
                .filter(criterion -> criterion.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .get("figure")
                .asString();
    }
}

package dev.orderly.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import dev.orderly.DamagedEvent;
import dev.orderly.OrderlyTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** All modules in one process. */
@OrderlyTest
class JourneyTest extends Journeys {

    private final Shop shop;
    private final JdbcClient jdbc;

    JourneyTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        super(Shop.at(port));
        this.shop = Shop.at(port);
        this.jdbc = jdbc;
    }

    @Test
    void an_event_that_nobody_can_read_is_skipped_in_the_name_of_the_callers_key() {
        String order = DamagedEvent.publish(jdbc);
        JsonNode letter = shop.awaitDeadLetter(order);
        String path = "/api/messaging/dead-letters/" + letter.get("module").asString() + "/"
                + letter.get("eventId").asString();

        Answer skipped = shop.api().post(path + "/skip", "{\"reason\":\"It was damaged\"}");

        assertThat(skipped.status()).as(skipped.body()).isEqualTo(204);
        JsonNode acts = shop.api()
                .get("/api/messaging/dead-letters/acts?key=" + order)
                .json()
                .get("items");
        assertThat(acts).hasSize(1);
        assertThat(acts.get(0).get("act").asString()).isEqualTo("SKIPPED");
        assertThat(acts.get(0).get("actor").asString()).isEqualTo("test");
        assertThat(acts.get(0).get("reason").asString()).isEqualTo("It was damaged");
    }
}

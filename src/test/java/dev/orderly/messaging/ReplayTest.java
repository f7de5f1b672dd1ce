package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

/** What operators call to see the consumers, to replay and to retire them. */
class ReplayTest {

    static Station station;
    static RestClient http;

    @BeforeAll
    static void start() {
        station = Station.start(TestDatabase.fresh(), "server.port=0", "spring.mvc.problemdetails.enabled=true");
        http = RestClient.builder()
                .baseUrl(
                        "http://localhost:" + station.context().getEnvironment().getProperty("local.server.port")
                                + "/api/messaging/consumers")
                .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {})
                .build();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @Test
    void a_projection_is_fed_the_log_again_and_no_other_module_notices() {
        station.meters().install("again");
        station.meters().read("again");
        station.meters().read("again");
        station.awaitHandled();
        assertThat(replay("chart", "{\"fromPosition\":1}").getStatusCode().value())
                .isEqualTo(202);
        await().untilAsserted(() -> assertThat(chartPoints("again")).isEqualTo(4));
        station.awaitHandled();
        assertThat(station.booked("again")).containsExactly(1L, 2L);
    }

    @Test
    void a_replay_from_a_time_begins_with_what_was_put_in_line_then() throws Exception {
        station.meters().install("since");
        station.meters().read("since");
        station.awaitHandled();
        Instant between = station.log().cursors().now();
        station.meters().read("since");
        station.awaitHandled();
        assertThat(replay("chart", "{\"fromTime\":\"" + between + "\"}")
                        .getStatusCode()
                        .value())
                .isEqualTo(202);
        await().untilAsserted(() -> assertThat(chartPoints("since")).isEqualTo(3));
    }

    @Test
    void a_module_that_is_no_projection_is_never_replayed() {
        ResponseEntity<String> answer = replay("ledger", "{\"fromPosition\":1}");
        assertThat(answer.getStatusCode().value()).isEqualTo(409);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer.getBody()).contains("no projection");
    }

    @Test
    void a_replay_of_nobody_or_from_nowhere_says_what_is_wrong() {
        assertThat(replay("nobody", "{\"fromPosition\":1}").getStatusCode().value())
                .isEqualTo(404);
        assertThat(replay("chart", "{}").getStatusCode().value()).isEqualTo(400);
        assertThat(replay("chart", "{\"fromPosition\":0}").getStatusCode().value())
                .isEqualTo(400);
        assertThat(replay("chart", "{\"fromPosition\":1,\"fromTime\":\"2026-01-01T00:00:00Z\"}")
                        .getStatusCode()
                        .value())
                .isEqualTo(400);
    }

    @Test
    void the_consumers_show_how_far_each_module_is_in_each_shard() {
        station.meters().install("shown");
        station.meters().read("shown");
        station.awaitHandled();
        String consumers = http.get().retrieve().body(String.class);
        assertThat(consumers)
                .contains("\"module\":\"ledger\",\"shard\":0")
                .contains("\"lagEvents\":0,\"lagSeconds\":0.0")
                .contains("\"withoutPosition\":{\"events\":0,\"since\":null}");
    }

    @Test
    void a_module_that_is_part_of_the_application_cannot_be_retired() {
        assertThat(http.delete()
                        .uri("/ledger")
                        .retrieve()
                        .toBodilessEntity()
                        .getStatusCode()
                        .value())
                .isEqualTo(409);
        assertThat(http.delete()
                        .uri("/nobody")
                        .retrieve()
                        .toBodilessEntity()
                        .getStatusCode()
                        .value())
                .isEqualTo(404);
    }

    private static ResponseEntity<String> replay(String module, String body) {
        return http.post()
                .uri("/" + module + "/replay")
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .toEntity(String.class);
    }

    private static long chartPoints(String meter) {
        return station.count("SELECT COUNT(*) FROM chart_point WHERE meter = '" + meter + "'");
    }
}

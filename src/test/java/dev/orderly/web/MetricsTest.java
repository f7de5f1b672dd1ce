package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What operators see: metrics with a key, and health with more in it for those who have one. */
@OrderlyTest
@TestPropertySource(properties = "orderly.messaging.lag.warn=3")
class MetricsTest {

    private final ApiClient api;
    private final JdbcClient jdbc;

    MetricsTest(@LocalServerPort int port, @Autowired JdbcClient jdbc) {
        this.api = new ApiClient(port);
        this.jdbc = jdbc;
    }

    @Test
    void prometheus_scrapes_with_a_key_how_far_behind_each_module_is() {
        assertThat(api.send(api.anonymous("/actuator/prometheus").GET()).status())
                .isEqualTo(401);
        await().untilAsserted(() -> {
            Answer answer = api.get("/actuator/prometheus");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("orderly_messaging_lag_events{module=\"inventory\"} 0.0")
                    .contains("orderly_messaging_lag_age_seconds{module=\"inventory\"} 0.0")
                    .contains("orderly_messaging_parked_age_seconds{module=\"order\"}")
                    .contains("orderly_messaging_drain_time_seconds{module=\"payment\"}")
                    .contains("orderly_messaging_without_position_events 0.0")
                    .contains("hikaricp_connections_active{pool=\"orderly-relay\"}");
        });
    }

    @Test
    void the_pages_that_people_open_are_counted() {
        assertThat(api.send(api.anonymous("/").GET()).status()).isEqualTo(401);
        assertThat(api.get("/").status()).isEqualTo(200);
        assertThat(api.send(api.anonymous("/docs").GET()).status()).isLessThan(400);
        await().untilAsserted(() -> assertThat(api.get("/actuator/prometheus").body())
                .contains("orderly_telemetry_page_views_total{page=\"console\"} 1.0")
                .contains("orderly_telemetry_page_views_total{page=\"docs\"} 1.0")
                .contains("orderly_telemetry_lost_total 0.0"));
    }

    @Test
    void health_shows_everybody_that_messaging_is_well_and_details_to_those_with_a_key_alone() {
        await().untilAsserted(() -> {
            Answer open = api.send(api.anonymous("/actuator/health").GET());
            assertThat(open.status()).isEqualTo(200);
            assertThat(open.json().at("/components/messaging/status").asString())
                    .isEqualTo("UP");
            assertThat(open.body()).doesNotContain("details");
        });
        assertThat(api.get("/actuator/health")
                        .json()
                        .at("/components/messaging/details/modules/inventory/lagEvents")
                        .asLong(-1))
                .isZero();
    }

    @Test
    void a_module_that_is_too_far_behind_is_a_warning_and_takes_no_instance_out() {
        jdbc.sql("""
                        INSERT INTO consumer_cursor (module, shard, position, generation, batch, moved_at)
                        SELECT 'archive', shard, last_position - 1, 1, 0, UTC_TIMESTAMP(6) FROM outbox_sequence""").update();
        await().untilAsserted(() -> {
            Answer health = api.send(api.anonymous("/actuator/health").GET());
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.json().get("status").asString()).isEqualTo("WARNING");
        });
        assertThat(api.get("/actuator/health")
                        .json()
                        .at("/components/messaging/details/modules/archive/status")
                        .asString())
                .isEqualTo("WARNING");
        for (String probe : List.of("readiness", "liveness")) {
            assertThat(api.send(api.anonymous("/actuator/health/" + probe).GET())
                            .json()
                            .get("status")
                            .asString())
                    .isEqualTo("UP");
        }
        jdbc.sql("DELETE FROM consumer_cursor WHERE module = 'archive'").update();
        await().untilAsserted(() -> assertThat(
                        api.get("/actuator/health").json().get("status").asString())
                .isEqualTo("UP"));
    }
}

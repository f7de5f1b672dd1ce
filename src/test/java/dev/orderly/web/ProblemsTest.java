package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ProblemsTest extends WebTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/nothing",
                "/api",
                "/api/orders/1/unknown",
                "/favicon.ico.bak",
                "/api/orders/",
                "/docs/x",
                "/error"
            })
    void an_unknown_address_is_not_found(String address) {
        assertProblem(api.get(address), 404, "not-found", address);
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/orders, GET POST",
        "PUT, /api/orders, GET POST",
        "PATCH, /api/orders/1, GET",
        "GET, /api/orders/1/cancel, POST",
        "POST, /api/orders/1, GET"
    })
    void a_wrong_method_names_the_right_ones(String method, String address, String allowed) {
        Answer answer = api.send(api.json(address).method(method, BodyPublishers.ofString("{}")));

        assertProblem(answer, 405, "method-not-allowed", address);
        assertThat(answer.header("Allow").split(", *")).contains(allowed.split(" "));
        assertThat(answer.json().get("detail").asString()).contains(method, allowed.substring(0, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"})
    void a_body_of_another_kind_is_refused(String type) {
        Answer answer = api.send(api.request("/api/orders")
                .header("Content-Type", type)
                .header("Idempotency-Key", "k")
                .POST(BodyPublishers.ofString("a=b")));

        assertProblem(answer, 415, "unsupported-media-type", "/api/orders");
    }

    @Test
    void a_content_type_that_is_none_is_refused() {
        Answer answer = api.send(
                api.request("/api/orders").header("Content-Type", "json").POST(BodyPublishers.ofString(ORDER)));

        assertProblem(answer, 415, "unsupported-media-type", "/api/orders");
    }

    @Test
    void who_accepts_no_json_is_told_so() {
        Answer answer = api.send(
                api.request("/api/orders").header("Accept", "application/xml").GET());

        assertProblem(answer, 406, "not-acceptable", "/api/orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "nonsense", "application/json", "*/*"})
    void a_problem_is_told_as_problem_json_whatever_is_accepted(String accept) {
        Answer answer =
                api.send(api.request("/api/nothing").header("Accept", accept).GET());

        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.status()).isIn(404, 406);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/orders/%2e%2e/x",
                "/api//orders",
                "/api/orders;a=b",
                "/api/orders/a%2Fb",
                "/api/orders/%5c",
                "/api/orders/%00",
                "/api/orders/%0a",
                "/api/orders?status=%zz",
                "/api/orders?after=%ff%fe"
            })
    void an_address_that_is_not_well_formed_is_a_problem_too(String address) throws Exception {
        RawAnswer answer = RawAnswer.to(
                port,
                "GET " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + "Authorization: Bearer "
                        + dev.orderly.OrderlyTest.API_KEY + "\r\n\r\n");

        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.headers()).contains("application/problem+json");
        assertThat(answer.body()).contains("urn:orderly:problem:").doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /[] HTTP/1.1\r\nHost: x\r\n\r\n", "NONSENSE\r\n\r\n"
            })
    void what_tomcat_refuses_by_itself_is_a_problem_too(String request) throws Exception {
        RawAnswer answer = RawAnswer.to(port, request);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers()).contains("application/problem+json");
        assertThat(answer.body()).contains("urn:orderly:problem:bad-request");
    }

    @Test
    void a_fault_of_ours_tells_an_id_and_nothing_of_the_inside(CapturedOutput log) {
        jdbc.sql("RENAME TABLE orders TO orders_away").update();
        Answer answer;
        try {
            answer = api.get("/api/orders/1?secret=x");
        } finally {
            jdbc.sql("RENAME TABLE orders_away TO orders").update();
        }

        assertProblem(answer, 500, "internal-error", "/api/orders/1");
        String errorId = answer.json().get("errorId").asString();
        assertThat(answer.body())
                .contains(errorId)
                .doesNotContain("SELECT", "orders_away", "Exception", "dev.orderly.");
        assertThat(log.getOut().lines().filter(line -> line.contains(errorId)).collect(Collectors.toList()))
                .singleElement()
                .asString()
                .contains("GET /api/orders/1")
                .doesNotContain("secret");
    }

    @Test
    void springs_own_type_of_refusal_is_told_like_any_other() {
        Answer answer = api.post("/api/messaging/consumers/nobody/replay", "{\"fromPosition\":1}");

        assertProblem(answer, 404, "not-found", "/api/messaging/consumers/nobody/replay");
        assertThat(answer.json().get("detail").asString()).contains("nobody");
    }

    @Test
    void that_the_log_was_told_to_a_broker_can_be_forgotten_where_nobody_else_hears() {
        Answer answer = api.send(api.request("/api/messaging/consumers/bridge").DELETE());

        assertProblem(answer, 404, "not-found", "/api/messaging/consumers/bridge");
        assertThat(answer.json().get("detail").asString()).contains("The log has no consumer bridge");
    }

    @Test
    void every_member_of_a_problem_is_there() {
        assertThat(api.get("/api/nothing").json().propertyNames())
                .containsExactlyInAnyOrder("type", "title", "status", "detail", "instance");
    }

    private static void assertProblem(Answer answer, int status, String type, String instance) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        Map<String, String> expected =
                Map.of("type", "urn:orderly:problem:" + type, "status", String.valueOf(status), "instance", instance);
        expected.forEach((member, value) ->
                assertThat(answer.json().get(member).asString()).as(member).isEqualTo(value));
        assertThat(answer.json().get("title").asString()).isNotBlank();
        assertThat(answer.json().get("detail").asString()).isNotBlank();
    }
}

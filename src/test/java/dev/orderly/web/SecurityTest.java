package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest extends WebTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/console/console.js",
                "/console/key",
                "/console/news",
                "/api/orders",
                "/api/orders/1",
                "/api/nothing",
                "/api/messaging/consumers",
                "/api/events",
                "/api/events/order.placed/1",
                "/api/events/asyncapi",
                "/api/payments/callbacks/sandbox",
                "/actuator",
                "/actuator/env",
                "/actuator/prometheus",
                "/error",
                "/docsx",
                "/API/ORDERS"
            })
    void an_address_is_shut_without_a_key(String address) {
        Answer answer = api.send(api.anonymous(address).GET());

        assertUnauthorized(answer, address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer",
                "Bearer ",
                "Basic dGVzdDp0ZXN0",
                OrderlyTest.API_KEY,
                "Bearer " + OrderlyTest.API_KEY + "x",
                "Bearer " + OrderlyTest.API_KEY_SHA256,
                "Bearer\t" + OrderlyTest.API_KEY
            })
    void a_wrong_key_opens_nothing(String authorization) {
        Answer answer = api.send(api.anonymous("/api/orders")
                .header("Authorization", authorization)
                .GET());

        assertUnauthorized(answer, "/api/orders");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
    void a_known_key_opens_the_api(String scheme) {
        Answer answer = api.send(api.anonymous("/api/orders")
                .header("Authorization", scheme + OrderlyTest.API_KEY)
                .GET());

        assertThat(answer.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/v3/api-docs",
                "/v3/api-docs.yaml",
                "/v3/api-docs/swagger-config",
                "/swagger-ui/index.html",
                "/swagger-ui/swagger-initializer.js",
                "/swagger-ui/swagger-ui-bundle.js",
                "/swagger-ui/swagger-ui.css"
            })
    void health_and_the_description_are_open(String address) {
        assertThat(api.send(api.anonymous(address).GET()).status()).isEqualTo(200);
        assertThat(api.send(api.anonymous(address).method("HEAD", BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_page_of_the_api_is_open() {
        Answer answer = api.send(api.anonymous("/docs").GET());

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).endsWith("/swagger-ui/index.html");
    }

    @Test
    void a_callback_needs_no_key_and_may_bring_one_that_is_not_ours() {
        Answer answer = api.send(api.anonymous("/api/payments/callbacks/nobody")
                .header("Authorization", "Bearer theirs")
                .POST(BodyPublishers.ofString("{}")));

        assertThat(answer.status()).as("the payment module does not run here").isEqualTo(404);
    }

    @Test
    void nobody_gets_a_session() {
        assertThat(api.get("/api/orders").response().headers().map()).doesNotContainKey("set-cookie");
    }

    private static void assertUnauthorized(Answer answer, String address) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:unauthorized");
        assertThat(answer.json().get("instance").asString()).isEqualTo(address);
    }
}

package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "orderly.console.try-it-key=demo")
class TryItPageTest extends WebTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/console/nothing.js"})
    void the_page_is_open_in_the_try_it_run(String address) {
        assertThat(api.send(api.anonymous(address).GET()).status()).isIn(200, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/orders", "/actuator/env"})
    void everything_else_stays_shut(String address) {
        assertThat(api.send(api.anonymous(address).GET()).status()).isEqualTo(401);
    }
}

package dev.orderly.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BehaviourTest {

    @ParameterizedTest
    @CsvSource({
        "buyer@example.com, CAPTURE",
        "buyer+decline@example.com, DECLINE",
        "buyer+never@example.com, NEVER",
        "buyer+twice@example.com, TWICE",
        "buyer+manual@example.com, MANUAL",
        "buyer+MANUAL@example.com, MANUAL",
        "buyer+news+manual@example.com, MANUAL",
        "decline@example.com, CAPTURE",
        "buyer@decline+decline.example.com, CAPTURE",
        "buyer+declined@example.com, CAPTURE",
        "no address, CAPTURE",
        "'', CAPTURE",
        "+@, CAPTURE"
    })
    void a_tag_in_the_address_tells_what_to_do(String email, Behaviour behaviour) {
        assertThat(Behaviour.of(email)).isEqualTo(behaviour);
    }
}

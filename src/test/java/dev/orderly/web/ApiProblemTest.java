package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;

class ApiProblemTest {

    private static final class Full extends ApiProblem {

        Full(String name) {
            super(HttpStatus.CONFLICT, "full", "It is full", "Nothing more fits in.");
            member(name, "x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "title", "status", "detail", "instance"})
    void no_problem_puts_a_member_over_one_that_every_problem_has(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Full(name)).withMessageContaining(name);
    }

    @Test
    void a_problem_has_members_of_its_own() {
        assertThat(new Full("orderStatus").members()).containsEntry("orderStatus", "x");
    }
}

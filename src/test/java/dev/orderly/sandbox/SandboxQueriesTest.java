package dev.orderly.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyTest;
import dev.orderly.QueryPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** The queries that run in a loop use their index and sort nothing. */
@OrderlyTest
@TestPropertySource(properties = "orderly.modules=payment")
class SandboxQueriesTest {

    private final JdbcClient jdbc;

    SandboxQueriesTest(@Autowired JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Test
    void looking_for_the_next_session_reads_along_its_index() {
        assertReadsAlongIndex(QueryPlan.of(jdbc, Sessions.NEXT, Map.of()));
    }

    @Test
    void claiming_sessions_reads_along_its_index() {
        assertReadsAlongIndex(QueryPlan.of(jdbc, Sessions.DUE, Map.of("most", 16)));
    }

    private static void assertReadsAlongIndex(QueryPlan plan) {
        assertThat(plan.steps()).singleElement().matches(step -> step.follows("sandbox_session_due"));
    }
}

package dev.orderly.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyTest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        assertReadsAlongIndex(jdbc.sql("EXPLAIN FORMAT = TRADITIONAL " + Sessions.NEXT)
                .query()
                .singleRow());
    }

    @Test
    void claiming_sessions_reads_along_its_index() {
        assertReadsAlongIndex(jdbc.sql("EXPLAIN FORMAT = TRADITIONAL " + Sessions.DUE)
                .param("most", 16)
                .query()
                .singleRow());
    }

    private static void assertReadsAlongIndex(Map<String, @Nullable Object> plan) {
        assertThat(plan.get("key")).isEqualTo("sandbox_session_due");
        assertThat(String.valueOf(plan.get("Extra"))).doesNotContain("filesort");
    }
}

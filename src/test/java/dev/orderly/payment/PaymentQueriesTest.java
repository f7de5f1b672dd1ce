package dev.orderly.payment;

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
class PaymentQueriesTest {

    private final JdbcClient jdbc;

    PaymentQueriesTest(@Autowired JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Test
    void claiming_tasks_reads_along_its_index() {
        Map<String, @Nullable Object> plan = jdbc.sql("EXPLAIN FORMAT = TRADITIONAL " + Payments.DUE)
                .param("most", 16)
                .query()
                .singleRow();

        assertThat(plan.get("key")).isEqualTo("payment_task_due");
        assertThat(String.valueOf(plan.get("Extra"))).doesNotContain("filesort");
    }
}

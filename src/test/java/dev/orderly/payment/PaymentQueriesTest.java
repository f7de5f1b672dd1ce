package dev.orderly.payment;

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
class PaymentQueriesTest {

    private final JdbcClient jdbc;

    PaymentQueriesTest(@Autowired JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Test
    void claiming_tasks_reads_along_its_index() {
        QueryPlan plan = QueryPlan.of(jdbc, Payments.DUE, Map.of("most", 16));

        assertThat(plan.steps()).singleElement().matches(step -> step.follows("payment_task_due"));
    }
}

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
        QueryPlan plan = QueryPlan.of(jdbc, ProviderTasks.DUE, Map.of("most", 16));

        assertThat(plan.steps()).singleElement().matches(step -> step.follows("payment_task_due"));
    }

    @Test
    void refunds_left_behind_are_read_along_their_index() {
        QueryPlan plan = QueryPlan.of(jdbc, Refunds.LEFT_BEHIND, Map.of());

        assertThat(plan.steps().getFirst()).matches(step -> step.follows("payment_refund_by_status"));
        assertThat(plan.steps().getLast()).matches(step -> step.follows("PRIMARY"));
    }

    @Test
    void refunds_left_behind_of_one_payment_are_read_along_its_index() {
        QueryPlan plan = QueryPlan.of(jdbc, Refunds.LEFT_BEHIND_OF_PAYMENT, Map.of("paymentId", "x"));

        assertThat(plan.steps().getFirst()).matches(step -> step.follows("payment_refund_of_payment"));
        assertThat(plan.steps().getLast()).matches(step -> step.follows("PRIMARY"));
    }

    @Test
    void the_oldest_refund_is_read_along_its_index() {
        QueryPlan plan = QueryPlan.of(jdbc, Refunds.OLDEST, Map.of());

        assertThat(plan.steps()).singleElement().matches(step -> step.follows("payment_refund_by_status"));
    }

    @Test
    void unknown_payments_are_counted_in_their_index() {
        QueryPlan plan = QueryPlan.of(jdbc, Payments.UNKNOWN, Map.of());

        assertThat(plan.steps()).singleElement().matches(step -> step.follows("payment_by_status"));
    }

    @Test
    void the_newest_refunds_are_read_along_their_index() {
        QueryPlan plan = QueryPlan.of(jdbc, Refunds.NEWEST, Map.of("status", "FAILED", "before", "g", "most", 20));

        assertThat(plan.steps().getFirst()).matches(step -> step.follows("payment_refund_by_status"));
    }
}

package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** When a provider that never calls is asked, by the defaults; the database's clock is turned by moving the payment. */
@OrderlyTest
@TestPropertySource(properties = "orderly.modules=payment")
class AskScheduleTest {

    private final Till till;
    private final JdbcClient jdbc;

    AskScheduleTest(@Autowired ApplicationContext application, @Autowired JdbcClient jdbc) {
        this.till = new Till(application);
        this.jdbc = jdbc;
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT5M", "PT5M1S, PT55M", "PT1H1S, PT23H", "P1DT1S, P1D", "P9D, P1D"})
    void a_payment_is_asked_for_after_five_minutes_an_hour_and_then_daily(Duration age, Duration untilNext) {
        PaymentView payment = till.awaitPayPage(till.orderOf("buyer+manual@example.com"));

        if (age.isPositive()) {
            grow(payment, age);
        }

        await().until(() -> untilDue(payment).isPositive());
        assertThat(untilDue(payment)).isBetween(untilNext.minusMinutes(1), untilNext.plusSeconds(1));
        assertThat(till.now(payment).status()).isEqualTo(PaymentStatus.PENDING);
    }

    private void grow(PaymentView payment, Duration age) {
        jdbc.sql("UPDATE payment SET created_at = UTC_TIMESTAMP(6) - INTERVAL :age SECOND WHERE id = :id")
                .param("age", age.toSeconds())
                .param("id", payment.id())
                .update();
        jdbc.sql("UPDATE payment_task SET due_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE payment_id = :id")
                .param("id", payment.id())
                .update();
        await().until(() -> attempts(payment) == 2);
        // A claimed task is due again after its lease; it was asked once that is overwritten.
        await().until(() -> untilDue(payment).compareTo(Duration.ofMinutes(2)) > 0);
    }

    private Duration untilDue(PaymentView payment) {
        return jdbc.sql("""
                SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), due_at) AS micros
                FROM payment_task
                WHERE payment_id = :id AND kind = 'ASK'
                """)
                .param("id", payment.id())
                .query((row, number) -> Duration.of(row.getLong("micros"), ChronoUnit.MICROS))
                .optional()
                .orElse(Duration.ZERO);
    }

    private int attempts(PaymentView payment) {
        return jdbc.sql("SELECT attempts FROM payment_task WHERE payment_id = :id")
                .param("id", payment.id())
                .query((row, number) -> row.getInt("attempts"))
                .single();
    }
}

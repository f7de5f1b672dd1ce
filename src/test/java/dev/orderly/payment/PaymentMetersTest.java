package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.OrderlyTest;
import dev.orderly.messaging.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What an operator is shown. */
@OrderlyTest
@TestPropertySource(properties = "orderly.modules=payment")
class PaymentMetersTest {

    private final ApplicationContext application;
    private final Till till;
    private final JdbcClient jdbc;

    PaymentMetersTest(@Autowired ApplicationContext application, @Autowired JdbcClient jdbc) {
        this.application = application;
        this.till = new Till(application);
        this.jdbc = jdbc;
    }

    @Test
    void a_payment_of_unknown_outcome_is_shown_until_it_is_known() {
        PaymentView payment = till.awaitPayPage(till.orderOf("buyer+manual@example.com"));
        double others = gauge("orderly.payment.unknown");

        jdbc.sql("UPDATE payment SET status = 'UNKNOWN' WHERE id = :id")
                .param("id", payment.id())
                .update();
        assertThat(gauge("orderly.payment.unknown")).isEqualTo(others + 1);

        till.press(payment, "pay");
        till.awaitStatus(payment.orderId(), PaymentStatus.CAPTURED);
        assertThat(gauge("orderly.payment.unknown")).isEqualTo(others);
    }

    @Test
    void the_oldest_refund_whose_outcome_is_not_known_shows_its_age() {
        PaymentView payment = till.paid();
        String id = "00000000" + Ids.next().substring(8);
        requestLongAgo(id, payment);
        try {
            assertThat(gauge("orderly.payment.refunds.oldest.seconds"))
                    .isBetween(3 * 3600.0, 3 * 3600.0 + Duration.ofMinutes(2).toSeconds());
        } finally {
            jdbc.sql("DELETE FROM payment_refund WHERE id = :id")
                    .param("id", id)
                    .update();
            jdbc.sql("DELETE FROM payment_task WHERE id = :id").param("id", id).update();
        }
        assertThat(gauge("orderly.payment.refunds.oldest.seconds")).isLessThan(3600);
    }

    private void requestLongAgo(String id, PaymentView payment) {
        jdbc.sql("""
                INSERT INTO payment_task (id, payment_id, kind, amount_minor, attempts, failures, due_at, created_at)
                VALUES (:id, :payment, 'REFUND', 1, 0, 0, UTC_TIMESTAMP(6) + INTERVAL 1 DAY, UTC_TIMESTAMP(6))
                """).param("id", id).param("payment", payment.id()).update();
        jdbc.sql("""
                INSERT INTO payment_refund (id, payment_id, amount_minor, status, origin, created_at, updated_at)
                VALUES (:id, :payment, 1, 'REQUESTED', 'CALLER', UTC_TIMESTAMP(6) - INTERVAL 3 HOUR, UTC_TIMESTAMP(6))
                """).param("id", id).param("payment", payment.id()).update();
    }

    @Test
    void other_money_than_was_asked_for_is_counted_also_where_the_provider_was_asked() {
        PaymentView view = till.awaitPayPage(till.orderOf("buyer+manual@example.com"));
        Payment payment = application.getBean(Payments.class).find(view.id()).orElseThrow();
        ProviderTask ask =
                new ProviderTask(Ids.next(), ProviderTask.Kind.ASK, Till.AMOUNT, 1, 0, Duration.ZERO, payment);
        Report less = new Report.Captured("EUR", Till.AMOUNT - 1, "t1");
        RecordAnswer recordAnswer = application.getBean(RecordAnswer.class);
        double before = mismatched();

        assertThatThrownBy(() -> recordAnswer.record(ask, less)).isInstanceOf(AmountMismatch.class);

        assertThat(mismatched()).isEqualTo(before + 1);
    }

    private double mismatched() {
        return application
                .getBean(MeterRegistry.class)
                .counter("orderly.payment.mismatched")
                .count();
    }

    /** As another process shows it, which has read nothing yet. */
    private double gauge(String name) {
        MeterRegistry registry = new SimpleMeterRegistry();
        new PaymentMeters(registry, application.getBean(Payments.class), application.getBean(Refunds.class));
        return registry.get(name).gauge().value();
    }
}

package dev.orderly.payment;

import static dev.orderly.payment.TransactionType.CAPTURE;
import static dev.orderly.payment.TransactionType.DECLINE;
import static dev.orderly.payment.TransactionType.REFUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import dev.orderly.messaging.Ids;
import dev.orderly.messaging.LockedJob;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Payment and the sandbox, over real HTTP. */
@OrderlyTest
@TestPropertySource(properties = "orderly.modules=payment")
class CollectPaymentTest {

    private final Till till;
    private final JdbcClient jdbc;

    CollectPaymentTest(@Autowired ApplicationContext application, @Autowired JdbcClient jdbc) {
        this.till = new Till(application);
        this.jdbc = jdbc;
    }

    @Test
    void a_payment_is_captured_and_told_once() {
        String orderId = till.orderOf("buyer@example.com");

        PaymentView payment =
                till.awaitPayment(orderId, now -> now.status() == PaymentStatus.CAPTURED && now.payUrl() != null);

        assertThat(payment.amountMinor()).isEqualTo(Till.AMOUNT);
        assertThat(payment.currency()).isEqualTo("EUR");
        assertThat(payment.payUrl()).contains("/pay/");
        assertThat(payment.transactions()).singleElement().satisfies(transaction -> {
            assertThat(transaction.type()).isEqualTo(CAPTURE);
            assertThat(transaction.amountMinor()).isEqualTo(Till.AMOUNT);
            assertThat(transaction.providerReference()).isNotBlank();
        });
        assertThat(till.told(orderId)).containsExactly("payment.captured");
    }

    @Test
    void a_new_payment_does_not_wait_for_another_instance_that_polls() {
        try (LockedJob _ = new LockedJob(jdbc, PaymentModule.JOB)) {
            till.paid();
        }
    }

    @Test
    void an_order_that_asks_for_its_money_again_keeps_the_payment_that_it_has() {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);

        till.requestAgain(orderId);
        till.cancel(orderId);

        assertThat(till.awaitStatus(orderId, PaymentStatus.CANCELLED))
                .extracting(PaymentView::id, PaymentView::amountMinor)
                .containsExactly(payment.id(), Till.AMOUNT);
        assertThat(till.payments(orderId)).hasSize(1);
    }

    @Test
    void a_declined_payment_says_so() {
        String orderId = till.orderOf("buyer+decline@example.com");

        PaymentView payment = till.awaitStatus(orderId, PaymentStatus.DECLINED);

        assertThat(payment.transactions()).extracting(PaymentTransaction::type).containsExactly(DECLINE);
        assertThat(till.told(orderId)).containsExactly("payment.declined");
    }

    @Test
    void a_provider_that_calls_twice_at_the_same_moment_is_recorded_once() {
        String orderId = till.orderOf("buyer+twice@example.com");

        till.awaitStatus(orderId, PaymentStatus.CAPTURED);
        await().until(() -> restsInTheSandbox(orderId));

        assertThat(till.payments(orderId).getFirst().transactions())
                .extracting(PaymentTransaction::type)
                .containsExactly(CAPTURE);
        assertThat(till.told(orderId)).containsExactly("payment.captured");
    }

    @Test
    void a_customer_pays_on_the_page() {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);

        assertThat(till.openPayPage(payment).body()).contains("12.34 EUR", orderId, "Pay", "Decline");
        assertThat(till.press(payment, "pay").statusCode()).isEqualTo(303);

        assertThat(till.openPayPage(payment).body()).contains("Paid").doesNotContain("<button");
        till.awaitStatus(orderId, PaymentStatus.CAPTURED);
    }

    @Test
    void a_customer_who_declines_on_the_page_cannot_pay_any_more() {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);

        till.press(payment, "decline");
        till.press(payment, "pay");

        till.awaitStatus(orderId, PaymentStatus.DECLINED);
        assertThat(till.openPayPage(payment).body()).contains("Declined");
    }

    @Test
    void money_that_comes_after_the_order_was_cancelled_goes_back_by_itself() {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);
        till.cancel(orderId);
        till.awaitStatus(orderId, PaymentStatus.CANCELLED);

        till.press(payment, "pay");

        assertThat(till.awaitStatus(orderId, PaymentStatus.REFUNDED).transactions())
                .extracting(PaymentTransaction::type)
                .containsExactly(CAPTURE, REFUND);
        assertThat(till.told(orderId)).containsExactly("payment.refunded");
        assertThat(till.givenBack(payment)).isEqualTo(Till.AMOUNT);
    }

    @Test
    void money_that_comes_after_the_order_expired_goes_back_by_itself() {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);
        till.expire(orderId);
        till.awaitStatus(orderId, PaymentStatus.CANCELLED);

        till.press(payment, "pay");

        till.awaitStatus(orderId, PaymentStatus.REFUNDED);
    }

    @Test
    void money_that_came_just_before_the_order_was_cancelled_goes_back_by_itself() {
        String orderId = till.orderOf("buyer@example.com");
        PaymentView payment = till.awaitStatus(orderId, PaymentStatus.CAPTURED);

        till.cancel(orderId);
        till.expire(orderId);

        assertThat(till.awaitStatus(orderId, PaymentStatus.REFUNDED).transactions())
                .extracting(PaymentTransaction::type)
                .containsExactly(CAPTURE, REFUND);
        assertThat(till.told(orderId)).containsExactly("payment.captured", "payment.refunded");
        assertThat(till.givenBack(payment)).isEqualTo(Till.AMOUNT);
    }

    @Test
    void an_order_that_was_cancelled_before_it_asked_for_money_has_no_payment() {
        String cancelled = Ids.next();
        till.cancel(cancelled);
        String later = till.orderOf("buyer@example.com");

        till.awaitStatus(later, PaymentStatus.CAPTURED);

        assertThat(till.payments(cancelled)).isEmpty();
    }

    @Test
    void a_list_without_an_order_is_refused() {
        var answer = Till.send(till.request("/api/payments").header("Authorization", "Bearer " + OrderlyTest.API_KEY));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void an_order_that_cannot_exist_has_no_payments() {
        var answer = Till.send(till.request("/api/payments?orderId=gr%C3%B6%C3%9Fe")
                .header("Authorization", "Bearer " + OrderlyTest.API_KEY));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"items\":[]}");
    }

    @Test
    void a_list_without_a_key_is_refused() {
        assertThat(Till.send(till.request("/api/payments?orderId=x")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_capture_comes_soon_after_the_delay() {
        // The sandbox waits 20 ms; polling instead of being woken would take seconds each time.
        assertThat(Stream.generate(this::timeToCapture).limit(5))
                .anyMatch(took -> took.compareTo(Duration.ofMillis(900)) < 0);
    }

    private Duration timeToCapture() {
        String orderId = till.orderOf("buyer@example.com");
        till.awaitStatus(orderId, PaymentStatus.CAPTURED);
        return jdbc.sql("""
                SELECT TIMESTAMPDIFF(MICROSECOND, p.created_at, t.created_at) AS micros
                FROM payment p JOIN payment_transaction t ON t.payment_id = p.id
                WHERE p.order_id = :orderId
                """)
                .param("orderId", orderId)
                .query((row, number) -> Duration.ofNanos(row.getLong("micros") * 1000))
                .single();
    }

    private boolean restsInTheSandbox(String orderId) {
        return jdbc.sql("SELECT due_at IS NULL AS rests FROM sandbox_session WHERE order_id = :orderId")
                .param("orderId", orderId)
                .query((row, number) -> row.getBoolean("rests"))
                .single();
    }
}

package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

/** With a provider at which a third of all calls and callbacks go wrong, everything still happens, and once. */
@OrderlyTest
@TestPropertySource(
        properties = {
            "orderly.modules=payment",
            "orderly.payment.sandbox.failure-rate=0.33",
            "orderly.payment.sandbox.failure-delay=20ms",
            "orderly.payment.read-timeout=300ms",
            "orderly.payment.retry-first=20ms",
            "orderly.payment.retry-most=200ms",
            "orderly.payment.ask-after=300ms"
        })
class RehearsalTest {

    private final Till till;

    RehearsalTest(@Autowired ApplicationContext application) {
        this.till = new Till(application);
    }

    @Test
    void every_payment_is_captured_and_given_back_once() {
        List<String> orders = IntStream.range(0, 12)
                .mapToObj(n -> till.orderOf("buyer@example.com"))
                .toList();
        orders.forEach(order -> till.awaitStatus(order, PaymentStatus.CAPTURED));

        orders.forEach(till::cancel);

        orders.forEach(order -> till.awaitStatus(order, PaymentStatus.REFUNDED));
        assertThat(orders).allSatisfy(order -> {
            assertThat(till.told(order)).containsExactly("payment.captured", "payment.refunded");
            assertThat(till.payments(order).getFirst().transactions()).hasSize(2);
        });
    }
}

package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

/** Capture, cancellation, refund and partial refunds of the same payment at the same moment, over real HTTP. */
@OrderlyTest
@TestPropertySource(properties = "orderly.modules=payment")
class RefundRaceTest {

    private static final int PAYMENTS = 16;

    private final Till till;

    RefundRaceTest(@Autowired ApplicationContext application) {
        this.till = new Till(application);
    }

    @Test
    void whoever_comes_first_the_books_agree_and_no_money_is_kept() throws Exception {
        List<PaymentView> payments =
                IntStream.range(0, PAYMENTS).mapToObj(n -> till.orderOf("buyer+manual@example.com")).toList().stream()
                        .map(till::awaitPayPage)
                        .toList();
        List<Callable<Object>> everything = new ArrayList<>();
        for (int n = 0; n < PAYMENTS; n++) {
            everything.addAll(touch(payments.get(n), n % 2 == 0));
        }
        Collections.shuffle(everything);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Object> done : threads.invokeAll(everything)) {
                done.get();
            }
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(payments).allSatisfy(this::assertAllIsBack));
    }

    private List<Callable<Object>> touch(PaymentView payment, boolean paidBefore) {
        return List.of(
                () -> till.press(payment, "pay"),
                () -> {
                    if (paidBefore) {
                        till.awaitNow(payment, now -> !now.transactions().isEmpty());
                        till.callOff(payment.orderId());
                    } else {
                        till.cancel(payment.orderId());
                    }
                    return payment;
                },
                () -> till.refund(payment, "{}"),
                () -> till.refund(payment, "{\"amountMinor\":200}"),
                () -> till.refund(payment, "{\"amountMinor\":300}"),
                () -> till.refund(payment, "{\"amountMinor\":1000}"));
    }

    private void assertAllIsBack(PaymentView payment) {
        PaymentView now = till.now(payment);
        List<String> told = till.told(payment.orderId());
        assertThat(now.status()).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(now.refundableMinor()).isZero();
        assertThat(now.refunds()).allMatch(refund -> refund.status() == RefundStatus.DONE);
        assertThat(till.givenBack(payment)).isEqualTo(Till.AMOUNT);
        assertThat(told).endsWith("payment.refunded").containsOnlyOnce("payment.refunded");
        assertThat(till.toldBack(payment.orderId()).stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(Till.AMOUNT);
        assertThat(now.refunds().stream().mapToLong(RefundView::amountMinor).sum())
                .isEqualTo(Till.AMOUNT);
    }
}

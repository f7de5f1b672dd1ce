package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.OrderlyTest;
import dev.orderly.messaging.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

/** What an operator is shown. */
@OrderlyTest
@TestPropertySource(properties = "orderly.modules=payment")
class PaymentMetersTest {

    private final ApplicationContext application;
    private final Till till;

    PaymentMetersTest(@Autowired ApplicationContext application) {
        this.application = application;
        this.till = new Till(application);
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
}

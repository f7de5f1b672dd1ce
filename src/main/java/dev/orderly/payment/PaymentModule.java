package dev.orderly.payment;

import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.contract.OrderEvent.RefundRequested;
import dev.orderly.messaging.Job;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Wires payment. */
@ModuleConfiguration(name = "payment", doors = "/api/payments", cappedJobs = PaymentModule.JOB)
@EnableConfigurationProperties({PaymentProperties.class, SandboxProviderProperties.class})
@Import({
    CallProvider.class,
    CallbackAddress.class,
    CancelPayment.class,
    CatchUpRefunds.class,
    ClaimTasks.class,
    GiveBack.class,
    HearCallback.class,
    PaymentController.class,
    PaymentListener.class,
    PaymentMeters.class,
    Payments.class,
    PostponeTask.class,
    ProviderCalls.class,
    ProviderTasks.class,
    Providers.class,
    RecordAnswer.class,
    ReadPayments.class,
    RecordRefund.class,
    RecordRefusal.class,
    RecordSession.class,
    Refunds.class,
    RequestPayment.class,
    RequestRefund.class,
    SandboxProvider.class,
    SettlePayment.class,
    TellRefund.class
})
class PaymentModule {

    static final String JOB = "payment-provider-calls";

    @Bean
    Subscription paymentSubscription(PaymentListener listener) {
        return Subscription.of(
                "payment",
                listener,
                PaymentRequested.class,
                OrderCancelled.class,
                OrderExpired.class,
                RefundRequested.class);
    }

    @Bean
    Job paymentProviderCalls(ProviderCalls calls, PaymentProperties properties) {
        return new Job(JOB, properties.poll(), calls);
    }

    @Bean
    Job paymentCatchUpRefunds(CatchUpRefunds work) {
        return new Job("payment-catch-up-refunds", Duration.ofMinutes(1), work);
    }
}

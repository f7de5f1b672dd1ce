package dev.orderly.payment;

import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.messaging.Job;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Wires payment. */
@ModuleConfiguration(name = "payment")
@EnableConfigurationProperties({PaymentProperties.class, SandboxProviderProperties.class})
@Import({
    CallProvider.class,
    CallbackAddress.class,
    CancelPayment.class,
    ClaimTasks.class,
    PaymentController.class,
    PaymentListener.class,
    Payments.class,
    PostponeTask.class,
    ProviderCalls.class,
    Providers.class,
    RecordAnswer.class,
    RecordRefund.class,
    RecordSession.class,
    RequestPayment.class,
    SandboxProvider.class,
    SettlePayment.class
})
class PaymentModule {

    static final String JOB = "payment-provider-calls";

    @Bean
    Subscription paymentSubscription(PaymentListener listener) {
        return Subscription.of("payment", listener, PaymentRequested.class, OrderCancelled.class, OrderExpired.class);
    }

    @Bean
    Job paymentProviderCalls(ProviderCalls calls) {
        return new Job(JOB, Duration.ofSeconds(1), calls);
    }
}

package dev.orderly.payment;

import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** Takes what is due to be said to the provider, in a transaction so short that no call is made within it. */
class ClaimTasks {

    private final Payments payments;
    private final PaymentProperties properties;

    ClaimTasks(Payments payments, PaymentProperties properties) {
        this.payments = payments;
        this.properties = properties;
    }

    @Transactional
    List<ProviderTask> claim(int most) {
        return payments.claimTasks(most, properties.lease());
    }
}

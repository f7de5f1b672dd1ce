package dev.orderly.payment;

import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** Takes what is due to be said to the provider, in a transaction so short that no call is made within it. */
class ClaimTasks {

    private final ProviderTasks tasks;
    private final PaymentProperties properties;

    ClaimTasks(ProviderTasks tasks, PaymentProperties properties) {
        this.tasks = tasks;
        this.properties = properties;
    }

    boolean anyDue() {
        return tasks.anyDue();
    }

    @Transactional
    List<ProviderTask> claim(int most) {
        return tasks.claim(most, properties.lease());
    }
}

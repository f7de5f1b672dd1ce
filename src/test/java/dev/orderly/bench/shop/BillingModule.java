package dev.orderly.bench.shop;

import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;

@ModuleConfiguration(name = "billing")
class BillingModule {

    @Bean
    Subscription billingSubscription(Listeners listeners) {
        return listeners.of("billing", "billing_entry");
    }
}

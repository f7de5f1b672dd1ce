package dev.orderly.bench.shop;

import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleConfiguration(name = "billing")
class BillingModule {

    @Bean
    Subscription billingSubscription(JdbcClient jdbc, Effects effects) {
        return Subscription.of("billing", new SaleListener(jdbc, effects, "billing_entry"), SaleMade.class);
    }
}

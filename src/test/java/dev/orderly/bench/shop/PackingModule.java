package dev.orderly.bench.shop;

import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleConfiguration(name = "packing")
class PackingModule {

    @Bean
    Subscription packingSubscription(JdbcClient jdbc, Effects effects) {
        return Subscription.of("packing", new SaleListener(jdbc, effects, "packing_entry"), SaleMade.class);
    }
}

package dev.orderly.bench.shop;

import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;

@ModuleConfiguration(name = "packing")
class PackingModule {

    @Bean
    Subscription packingSubscription(Listeners listeners) {
        return listeners.of("packing", "packing_entry");
    }
}

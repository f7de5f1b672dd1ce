package dev.orderly.bench.shop;

import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;

@ModuleConfiguration(name = "tally")
class TallyModule {

    @Bean
    Subscription tallySubscription(Listeners listeners) {
        return listeners.of("tally", "tally_entry");
    }
}

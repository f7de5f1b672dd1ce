package dev.orderly.bench.shop;

import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleConfiguration(name = "tally")
class TallyModule {

    @Bean
    Subscription tallySubscription(JdbcClient jdbc, Effects effects) {
        return Subscription.of("tally", new SaleListener(jdbc, effects, "tally_entry"), SaleMade.class);
    }
}

package dev.orderly.messaging.meters;

import com.google.common.eventbus.Subscribe;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleConfiguration(name = "ledger")
class LedgerModule {

    @Bean
    Subscription ledgerSubscription(JdbcClient jdbc, Faults faults) {
        return Subscription.of("ledger", new LedgerListener(jdbc, faults), MeterRead.class);
    }

    static class LedgerListener {

        private final JdbcClient jdbc;
        private final Faults faults;

        LedgerListener(JdbcClient jdbc, Faults faults) {
            this.jdbc = jdbc;
            this.faults = faults;
        }

        @Subscribe
        void on(MeterRead event) {
            faults.strike(event);
            jdbc.sql("INSERT INTO ledger_entry (meter, reading) VALUES (:meter, :reading)")
                    .param("meter", event.meter())
                    .param("reading", event.reading())
                    .update();
        }
    }
}

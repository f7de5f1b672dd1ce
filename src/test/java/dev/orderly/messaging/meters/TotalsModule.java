package dev.orderly.messaging.meters;

import com.google.common.eventbus.Subscribe;
import dev.orderly.messaging.EventBatch;
import dev.orderly.messaging.Ids;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** Takes its events in batches. */
@ModuleConfiguration(name = "totals")
class TotalsModule {

    @Bean
    Subscription totalsSubscription(JdbcTemplate jdbc, Faults faults) {
        return Subscription.of("totals", new TotalsListener(jdbc, faults), MeterRead.class)
                .inBatches();
    }

    static class TotalsListener {

        private final JdbcTemplate jdbc;
        private final Faults faults;

        TotalsListener(JdbcTemplate jdbc, Faults faults) {
            this.jdbc = jdbc;
            this.faults = faults;
        }

        @Subscribe
        void on(EventBatch batch) {
            String id = Ids.next();
            jdbc.batchUpdate(
                    "INSERT INTO total_entry (batch, meter, reading) VALUES (?, ?, ?)",
                    batch.of(MeterRead.class)
                            .map(event -> new Object[] {id, event.meter(), event.reading()})
                            .toList());
            batch.of(MeterRead.class).forEach(faults::strike);
        }
    }
}

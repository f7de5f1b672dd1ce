package dev.orderly.messaging.meters;

import com.google.common.eventbus.Subscribe;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

@ModuleConfiguration(name = "chart")
class ChartModule {

    @Bean
    Subscription chartSubscription(JdbcClient jdbc) {
        return Subscription.of("chart", new ChartListener(jdbc), MeterRead.class, MeterRemoved.class)
                .asReplayable();
    }

    static class ChartListener {

        private final JdbcClient jdbc;

        ChartListener(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Subscribe
        void on(MeterRead event) {
            jdbc.sql("INSERT INTO chart_point (meter, reading) VALUES (:meter, :reading)")
                    .param("meter", event.meter())
                    .param("reading", event.reading())
                    .update();
        }

        @Subscribe
        void on(MeterRemoved event) {
            jdbc.sql("DELETE FROM chart_point WHERE meter = :meter")
                    .param("meter", event.meter())
                    .update();
        }
    }
}

package dev.orderly.messaging;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells whether the events that wait can be delivered. */
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

    @Bean
    CheckPendingEvents checkPendingEvents(EventCatalog catalog, JdbcClient jdbc) {
        return new CheckPendingEvents(catalog, new PendingEvents(jdbc), new Lags(jdbc));
    }
}

package dev.orderly.messaging;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells which events there are, and whether those that wait can be delivered. */
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

    @Bean
    CheckPendingEvents checkPendingEvents(EventCatalog catalog, JdbcClient jdbc) {
        return new CheckPendingEvents(catalog, new PendingEvents(jdbc), new Lags(jdbc));
    }

    @Bean
    EventSchemas eventSchemas(EventCatalog catalog) {
        return new EventSchemas(catalog);
    }

    @Bean
    EventContract eventContract(EventCatalog catalog, EventSchemas schemas) {
        return new EventContract(catalog, schemas);
    }

    /** What whoever builds on the events calls. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Web {

        @Bean
        EventController eventController(
                EventCatalog catalog, EventSchemas schemas, EventLog log, Environment environment) {
            return new EventController(
                    catalog,
                    schemas,
                    log.cursors(),
                    new AsyncApi(
                            schemas,
                            environment.getProperty("spring.application.name", "application"),
                            environment.getProperty("spring.application.version", "0")));
        }
    }
}

package dev.orderly.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of events that fail, and what people can do about them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RetryProperties.class, BreakerProperties.class, DeadLetterProperties.class})
class FailingConfiguration {

    private static final Duration TIDY = Duration.ofSeconds(5);

    @Bean
    RetryPolicies retryPolicies(RetryProperties properties, EventCatalog catalog) {
        return new RetryPolicies(properties, catalog.types());
    }

    @Bean
    Breakers breakers(BreakerProperties properties, Clock clock, MeterRegistry meters) {
        return new Breakers(properties, clock, new EventMeters(meters));
    }

    @Bean
    DeadLetterDesk deadLetterDesk(JdbcClient jdbc) {
        return new DeadLetterDesk(new DeadLetters(jdbc), new DeadLetterActs(jdbc), new ParkedAttempts(jdbc));
    }

    @Bean
    Job tidyParkedEvents(EventLog log, DeadLetterDesk desk, DeadLetterProperties properties) {
        return new Job(
                "messaging-parked-events",
                TIDY,
                new TidyParkedEvents(log.parkedEvents(), desk.acts(), properties.keepActs()));
    }

    /** What people call. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Web {

        @Bean
        DeadLetterController deadLetterController(
                EventLog log, DeadLetterDesk desk, EventCatalog catalog, WakeHints hints) {
            return new DeadLetterController(
                    desk,
                    new MendDeadLetter(log, desk, new StrictPayload(catalog), hints),
                    new ReplayDeadLetters(log, desk, hints));
        }

        @Bean
        BreakerController breakerController(Breakers breakers) {
            return new BreakerController(breakers);
        }
    }
}

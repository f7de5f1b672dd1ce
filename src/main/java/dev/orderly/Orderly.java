package dev.orderly;

import dev.orderly.broker.AtMostOnceConfiguration;
import dev.orderly.messaging.DatabaseClock;
import dev.orderly.messaging.MessagingConfiguration;
import dev.orderly.messaging.ModuleConfiguration;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/** Starts the modules that {@code orderly.modules} names, or does what the {@link Verb} on the command line says. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({MessagingConfiguration.class, ContractTypes.class, AtMostOnceConfiguration.class})
@ComponentScan(
        useDefaultFilters = false,
        includeFilters = @Filter(ModuleConfiguration.class),
        // Messaging has no modules, only the tests of it and the benchmark.
        excludeFilters = @Filter(type = FilterType.REGEX, pattern = "dev\\.orderly\\.(messaging|bench)\\..*"))
public class Orderly {

    public static void main(String[] args) {
        if (Verb.isAskedFor(args)) {
            System.exit(Verb.run(args));
        }
        application().run(args);
    }

    /** The application, which refuses to start where it could not work. */
    static SpringApplication application() {
        SpringApplication application = new SpringApplication(Orderly.class);
        application.addInitializers(new RefuseUnknownProperties(), new RefuseUnfitDatabase());
        return application;
    }

    /** Shows the database's time, whatever this machine's clock says. */
    @Bean
    DatabaseClock clock() {
        return new DatabaseClock(Clock.systemUTC());
    }
}

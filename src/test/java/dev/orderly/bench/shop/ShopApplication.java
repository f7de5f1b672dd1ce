package dev.orderly.bench.shop;

import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.EventTypes;
import dev.orderly.messaging.MessagingConfiguration;
import dev.orderly.messaging.ModuleConfiguration;
import java.time.Clock;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Import;

/** The application; also as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class})
@Import({MessagingConfiguration.class, Listeners.class})
@ComponentScan(useDefaultFilters = false, includeFilters = @Filter(ModuleConfiguration.class))
public class ShopApplication {

    /** Starts it without a web server. */
    public static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(ShopApplication.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .run();
    }

    public static void main(String... arguments) {
        start(arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Effects effects() {
        return new Effects();
    }

    @Bean
    EventTypes shopEvents() {
        return EventTypes.of(EventDescriptor.of("sale.made", SaleMade.class, SaleMade::key));
    }
}

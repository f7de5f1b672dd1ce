package dev.orderly.messaging.meters;

import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.EventTypes;
import dev.orderly.messaging.MessagingConfiguration;
import dev.orderly.messaging.ModuleConfiguration;
import java.time.Clock;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Import;

/** The application. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class})
@Import(MessagingConfiguration.class)
@ComponentScan(useDefaultFilters = false, includeFilters = @Filter(ModuleConfiguration.class))
public class MeterApplication {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    EventTypes meterEvents() {
        return EventTypes.of(
                EventDescriptor.of("meter.read", MeterRead.class, MeterRead::meter),
                EventDescriptor.of("meter.removed", MeterRemoved.class, MeterRemoved::meter));
    }

    @Bean
    Faults faults() {
        return new Faults();
    }
}

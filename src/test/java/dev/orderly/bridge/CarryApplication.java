package dev.orderly.bridge;

import dev.orderly.broker.Broker;
import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.EventTypes;
import dev.orderly.messaging.MessagingConfiguration;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** An application that knows nothing of orders; also a program of its own, for tests that kill it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class})
@Import({MessagingConfiguration.class, BridgeModule.class, PostModule.class, ParcelsModule.class})
class CarryApplication {

    /** What the program says once everything runs. */
    static final String RUNS = "> runs";

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    EventTypes parcelEvents() {
        return EventTypes.of(EventDescriptor.of("parcel.sent", Parcel.class, Parcel::receiver));
    }

    @Bean
    Mishaps mishaps(@Value("${test.dies-in:}") String diesIn, @Value("${test.dies-at:1}") int diesAt) {
        return new Mishaps(diesIn, diesAt);
    }

    @Bean
    static BeanPostProcessor disturbBroker(ObjectProvider<Mishaps> mishaps) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Broker broker && !(bean instanceof DisturbedBroker)
                        ? new DisturbedBroker(broker, mishaps.getObject())
                        : bean;
            }
        };
    }

    static ConfigurableApplicationContext start(String... properties) {
        SpringApplication application = new SpringApplicationBuilder(CarryApplication.class)
                .web(WebApplicationType.NONE)
                .properties(properties)
                .build();
        // Logging is the JVM's, and several applications in it would set it up under each other's hands.
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        return application.run();
    }

    static void main(String... properties) {
        List<String> all = List.of(properties);
        start(all.toArray(String[]::new));
        System.out.println(RUNS);
    }
}

package dev.orderly.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerPortContract;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.RabbitProcess;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

class RabbitBrokerTest extends BrokerPortContract {

    private static @Nullable RabbitProcess process;
    private static @Nullable ConfigurableApplicationContext application;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<RabbitProcess> found = RabbitProcess.find();
        assumeTrue(found.isPresent(), RabbitProcess.WHAT_TO_INSTALL);
        process = found.orElseThrow();
        process.start();
        application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).properties(process.properties().entrySet().stream().map(p -> p.getKey()+"="+p.getValue()).toArray(String[]::new)).run();
    }

    @AfterAll
    static void stop() throws IOException {
        if (application != null) {
            application.close();
        }
        if (process != null) {
            process.close();
        }
    }

    @Override
    protected Broker broker() {
        return application.getBean(Broker.class);
    }

    @ImportAutoConfiguration(RabbitAutoConfiguration.class)
    @Import(RabbitBrokerConfiguration.class)
    @EnableConfigurationProperties(BrokerProperties.class)
    static class Application {}
}

package dev.orderly.broker.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerConfiguration;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RocketBrokerConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(BrokerConfiguration.class)
            .withPropertyValues("orderly.broker.type=rocketmq");

    @Test
    void it_starts_while_rocketmq_is_away() {
        application.withPropertyValues("rocketmq.name-server=127.0.0.1:1").run(context -> {
            Broker broker = context.getBean(Broker.class);
            assertThat(broker.type()).isEqualTo(BrokerType.ROCKETMQ);
            assertThatExceptionOfType(BrokerUnavailable.class)
                    .isThrownBy(broker::guarantees)
                    .withMessageContaining("127.0.0.1:1");
        });
    }

    @Test
    void it_does_not_start_without_being_told_where_rocketmq_is() {
        application.run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("nameServer"));
    }
}

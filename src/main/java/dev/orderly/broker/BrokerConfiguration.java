package dev.orderly.broker;

import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.AnnotationMetadata;

/** Brings in the adapter of the broker that {@code orderly.broker.type} names, and no other's classes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
@Import(BrokerConfiguration.Adapter.class)
public class BrokerConfiguration {

    private static final Map<BrokerType, String> ADAPTERS = Map.of(
            BrokerType.KAFKA, "kafka.KafkaBrokerConfiguration",
            BrokerType.RABBITMQ, "rabbitmq.RabbitBrokerConfiguration",
            BrokerType.ROCKETMQ, "rocketmq.RocketBrokerConfiguration",
            BrokerType.REDIS_STREAMS, "redis.RedisBrokerConfiguration");

    static BrokerType chosen(Environment environment) {
        return Binder.get(environment)
                .bind("orderly.broker.type", BrokerType.class)
                .orElse(BrokerType.NONE);
    }

    /** Is there a broker? */
    public static class BrokerIsChosen implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return chosen(context.getEnvironment()) != BrokerType.NONE;
        }
    }

    /** By name, so that nothing of a client is loaded that is not used. */
    static class Adapter implements ImportSelector, EnvironmentAware {

        private BrokerType type = BrokerType.NONE;

        @Override
        public void setEnvironment(Environment environment) {
            type = chosen(environment);
        }

        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            String adapter = ADAPTERS.get(type);
            return adapter == null
                    ? new String[0]
                    : new String[] {BrokerConfiguration.class.getPackageName() + "." + adapter};
        }
    }
}

package dev.orderly.broker;

import dev.orderly.messaging.HintsType;
import dev.orderly.messaging.TelemetryType;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Brings in what may lose what it carries, where {@code orderly.hints.type} and {@code orderly.telemetry.type} ask for
 * it. No {@link Broker} comes of it, and so nothing that the bridge could entrust an event to.
 */
@Configuration(proxyBeanMethods = false)
@Import(AtMostOnceConfiguration.Chosen.class)
public class AtMostOnceConfiguration {

    /** By name, so that nothing of a client is loaded that is not used. */
    static class Chosen implements ImportSelector, EnvironmentAware {

        private HintsType hints = HintsType.NONE;
        private TelemetryType telemetry = TelemetryType.NONE;

        @Override
        public void setEnvironment(Environment environment) {
            Binder binder = Binder.get(environment);
            hints = binder.bind("orderly.hints.type", HintsType.class).orElse(HintsType.NONE);
            telemetry =
                    binder.bind("orderly.telemetry.type", TelemetryType.class).orElse(TelemetryType.NONE);
        }

        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            String here = AtMostOnceConfiguration.class.getPackageName();
            List<String> chosen = new ArrayList<>();
            if (hints == HintsType.REDIS) {
                chosen.add(here + ".redis.RedisHintsConfiguration");
            }
            if (telemetry == TelemetryType.REDIS_LIST) {
                chosen.add(here + ".redis.RedisTelemetryConfiguration");
            }
            return chosen.toArray(String[]::new);
        }
    }
}

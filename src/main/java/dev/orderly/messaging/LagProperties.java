package dev.orderly.messaging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How far modules may be behind.
 *
 * @param warn past this, health and the log warn
 * @param throttle past this, new orders are refused
 * @param modules other limits for some modules
 */
@ConfigurationProperties("orderly.messaging.lag")
record LagProperties(
        @DefaultValue("10000 or 60s") LagLimit warn,
        @DefaultValue("off") LagLimit throttle,
        @DefaultValue Map<String, Limits> modules) {

    /** One module's own limits; where one is not set, that of all holds. */
    record Limits(@Nullable LagLimit warn, @Nullable LagLimit throttle) {}

    LagProperties {
        modules = Map.copyOf(modules);
    }

    LagLimit warnFor(String module) {
        Limits own = modules.get(module);
        return own == null || own.warn() == null ? warn : own.warn();
    }

    LagLimit throttleFor(String module) {
        Limits own = modules.get(module);
        return own == null || own.throttle() == null ? throttle : own.throttle();
    }
}

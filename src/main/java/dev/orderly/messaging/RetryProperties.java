package dev.orderly.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How failed events are tried again: by default, for a module, and for a module's events of a type.
 *
 * @param attempts after so many in all the event is a dead letter
 * @param firstDelay the delay before the second attempt
 * @param factor by which each delay is longer than the one before
 * @param longestDelay the longest delay between two attempts
 * @param jitter the share by which a delay is made longer or shorter at random
 * @param unrecoverable the classes of exceptions that no retry can mend, in full
 * @param modules what is otherwise for a module, and under {@code types} for its events of a type
 */
@ConfigurationProperties(value = "orderly.messaging.retry", ignoreUnknownFields = false)
record RetryProperties(
        @DefaultValue("10") int attempts,
        @DefaultValue("1s") Duration firstDelay,
        @DefaultValue("3") double factor,
        @DefaultValue("15m") Duration longestDelay,
        @DefaultValue("0.2") double jitter,
        @DefaultValue List<String> unrecoverable,
        @DefaultValue Map<String, Otherwise> modules) {

    private static final String PREFIX = "orderly.messaging.retry";

    RetryProperties {
        unrecoverable = List.copyOf(unrecoverable);
        modules = Map.copyOf(modules);
        RetryPolicy policy = named(PREFIX, () -> new RetryPolicy(attempts, firstDelay, factor, longestDelay, jitter));
        modules.forEach((module, otherwise) -> otherwise.policies(PREFIX + ".modules." + module, policy));
    }

    RetryPolicy policy() {
        return new RetryPolicy(attempts, firstDelay, factor, longestDelay, jitter);
    }

    /** The policies of a module: its own under the empty name, and those of event types. */
    Map<String, RetryPolicy> policiesOf(String module) {
        Otherwise otherwise = modules.get(module);
        return otherwise == null ? Map.of("", policy()) : otherwise.policies(PREFIX + ".modules." + module, policy());
    }

    /** What differs from the policy above it; null where nothing does. */
    record Otherwise(
            @Nullable Integer attempts,
            @Nullable Duration firstDelay,
            @Nullable Double factor,
            @Nullable Duration longestDelay,
            @Nullable Double jitter,
            @DefaultValue Map<String, Otherwise> types) {

        Otherwise {
            types = Map.copyOf(types);
        }

        private Map<String, RetryPolicy> policies(String name, RetryPolicy above) {
            RetryPolicy module = over(name, above);
            Map<String, RetryPolicy> policies = new HashMap<>(Map.of("", module));
            types.forEach((type, otherwise) -> {
                String typeName = "%s.types.[%s]".formatted(name, type);
                if (!otherwise.types.isEmpty()) {
                    throw new IllegalArgumentException(typeName + " has types below it; a type has none");
                }
                policies.put(type, otherwise.over(typeName, module));
            });
            return policies;
        }

        private RetryPolicy over(String name, RetryPolicy above) {
            return named(
                    name,
                    () -> new RetryPolicy(
                            Objects.requireNonNullElse(attempts, above.attempts()),
                            Objects.requireNonNullElse(firstDelay, above.firstDelay()),
                            Objects.requireNonNullElse(factor, above.factor()),
                            Objects.requireNonNullElse(longestDelay, above.longestDelay()),
                            Objects.requireNonNullElse(jitter, above.jitter())));
        }
    }

    private static RetryPolicy named(String name, java.util.function.Supplier<RetryPolicy> policy) {
        try {
            return policy.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + "." + e.getMessage());
        }
    }
}

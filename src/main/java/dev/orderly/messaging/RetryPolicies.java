package dev.orderly.messaging;

import com.google.common.base.Throwables;
import dev.orderly.messaging.EventCatalog.UnreadableEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Decides whether and when a failed event is tried again. */
class RetryPolicies {

    private final RetryPolicy usual;
    private final Map<String, Map<String, RetryPolicy>> byModule = new HashMap<>();
    private final List<Class<?>> unrecoverable;

    /** @throws FailureAnalyzedException where a class or an event type is named that there is not */
    RetryPolicies(RetryProperties properties, Set<String> eventTypes) {
        usual = properties.policy();
        unrecoverable = properties.unrecoverable().stream()
                .<Class<?>>map(RetryPolicies::exception)
                .toList();
        properties.modules().forEach((module, otherwise) -> {
            requireTypes(module, otherwise.types().keySet(), eventTypes);
            byModule.put(module, properties.policiesOf(module));
        });
    }

    RetryPolicy of(String module, String type) {
        Map<String, RetryPolicy> policies = byModule.getOrDefault(module, Map.of());
        return policies.getOrDefault(type, policies.getOrDefault("", usual));
    }

    /** When to try again after so many attempts, the last of which failed so; empty where there is no use. */
    Optional<Duration> delay(String module, String type, Throwable failure, int attemptsMade) {
        RetryPolicy policy = of(module, type);
        return policy.isSpent(attemptsMade) || isUnrecoverable(failure)
                ? Optional.empty()
                : Optional.of(policy.delayAfter(attemptsMade));
    }

    private boolean isUnrecoverable(Throwable failure) {
        return Throwables.getCausalChain(failure).stream()
                .anyMatch(cause -> cause instanceof Unrecoverable
                        || cause instanceof UnreadableEvent
                        || (cause instanceof HandlerTimedOut timedOut && timedOut.leftBehind())
                        || unrecoverable.stream().anyMatch(type -> type.isInstance(cause)));
    }

    private static Class<?> exception(String name) {
        try {
            Class<?> type = Class.forName(name, false, RetryPolicies.class.getClassLoader());
            if (Throwable.class.isAssignableFrom(type)) {
                return type;
            }
        } catch (ClassNotFoundException e) {
            // The same answer as to a class that is no exception.
        }
        throw new FailureAnalyzedException(
                "orderly.messaging.retry.unrecoverable names %s, and there is no such exception.".formatted(name),
                "Give its class in full, such as java.lang.ArithmeticException.");
    }

    private static void requireTypes(String module, Set<String> named, Set<String> known) {
        Set<String> unknown = new TreeSet<>(named);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new FailureAnalyzedException(
                    "orderly.messaging.retry.modules.%s.types names %s, and there is no such event type."
                            .formatted(module, String.join(", ", unknown)),
                    "There are %s; in a YAML file write a type as \"[order.placed]\"."
                            .formatted(String.join(", ", new TreeSet<>(known))));
        }
    }
}

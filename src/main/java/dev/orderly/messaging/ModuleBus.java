package dev.orderly.messaging;

import com.google.common.eventbus.DeadEvent;
import com.google.common.eventbus.EventBus;
import com.google.common.eventbus.Subscribe;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;

/**
 * A module's Guava EventBus. Guava logs and forgets what subscribers throw, so its exception handler keeps the failure
 * for the one who posted; an event without a subscriber is a failure too.
 *
 * <p>A bus lets one thread at a time into a subscriber, so each worker has one of its own, all with the same listener.
 */
class ModuleBus {

    private static final ThreadLocal<@Nullable Throwable> FAILURE = new ThreadLocal<>();

    private final EventBus bus = new EventBus((failure, context) -> failed(failure));

    ModuleBus(Subscription subscription) {
        requireSubscribers(subscription);
        bus.register(subscription.listener());
        bus.register(new Unheard());
    }

    /**
     * Posts the event to the module's subscribers, on this thread.
     *
     * @throws HandlerFailed where one of them throws, or none takes the event
     */
    void post(Object event) {
        FAILURE.remove();
        try {
            bus.post(event);
        } catch (Error error) { // Guava lets these through
            failed(error);
        }
        Throwable failure = FAILURE.get();
        if (failure != null) {
            FAILURE.remove();
            throw new HandlerFailed(failure);
        }
    }

    /** Keeps the first failure: what follows it is often its consequence. */
    private static void failed(Throwable failure) {
        if (FAILURE.get() == null) {
            FAILURE.set(failure);
        }
    }

    private static void requireSubscribers(Subscription subscription) {
        Set<Class<?>> unheard = new HashSet<>(subscription.posted());
        Set<Class<?>> undeclared = new HashSet<>();
        for (Class<?> type = AopUtils.getTargetClass(subscription.listener());
                type != null;
                type = type.getSuperclass()) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Subscribe.class))
                    .map(method -> method.getParameterTypes()[0])
                    .forEach(taken -> {
                        if (unheard.removeIf(taken::isAssignableFrom)) {
                            return;
                        }
                        if (subscription.posted().stream().noneMatch(taken::isAssignableFrom)) {
                            undeclared.add(taken);
                        }
                    });
        }
        if (!unheard.isEmpty() || !undeclared.isEmpty()) {
            throw new IllegalStateException(
                    "The module %s declares %s without a subscriber, and has subscribers for %s that it does not declare"
                            .formatted(subscription.module(), names(unheard), names(undeclared)));
        }
    }

    private static String names(Set<Class<?>> types) {
        return types.isEmpty()
                ? "nothing"
                : String.join(", ", types.stream().map(Class::getSimpleName).toList());
    }

    /** Hears what nobody else does. */
    private static final class Unheard {
        @Subscribe
        void unheard(DeadEvent event) {
            failed(new IllegalStateException(
                    "No subscriber takes " + event.getEvent().getClass().getName()));
        }
    }

    /** A subscriber threw; the cause is what. */
    static final class HandlerFailed extends RuntimeException {
        HandlerFailed(Throwable cause) {
            super(cause);
        }

        Throwable failure() {
            return Objects.requireNonNull(getCause());
        }
    }
}

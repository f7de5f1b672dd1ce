package dev.orderly.messaging;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts what becomes of events, by module and type. */
class EventMeters {

    private final MeterRegistry registry;

    EventMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Events of these types were handled, and that is committed. */
    void handled(String module, List<String> types) {
        types.forEach(type -> count("handled", module, type));
    }

    void parkedBehindAnother(String module, String type) {
        count("parked", module, type);
    }

    void retried(String module, String type) {
        count("retried", module, type);
    }

    void failed(String module, String type, boolean again, boolean dead) {
        count("failed", module, type);
        if (!again) {
            count("parked", module, type);
        }
        if (dead) {
            count("dead", module, type);
        }
    }

    void watch(String module, Breaker breaker) {
        Gauge.builder("orderly.messaging.breaker.open", breaker, open -> open.isOpen() ? 1 : 0)
                .description("1 while the module is paused")
                .tag("module", module)
                .register(registry);
        Gauge.builder(
                        "orderly.messaging.handlers.left.behind",
                        breaker,
                        open -> open.view().handlersLeftBehind())
                .description("Handlers that took no notice of their time limit and still run")
                .tag("module", module)
                .register(registry);
    }

    private void count(String what, String module, String type) {
        registry.counter("orderly.messaging." + what, "module", module, "type", type)
                .increment();
    }
}

package dev.orderly.messaging;

import org.jspecify.annotations.Nullable;

/** The event that the current thread is handling, and for whom. */
record Delivery(Subscription subscription, StoredEvent event) {

    private static final ThreadLocal<@Nullable Delivery> CURRENT = new ThreadLocal<>();

    static @Nullable Delivery current() {
        return CURRENT.get();
    }

    /** Runs the handling of this event: what it publishes carries on the event's trace and names it as its cause. */
    void run(Runnable handling) {
        CURRENT.set(this);
        Trace.enter(event.traceparent());
        try {
            handling.run();
        } finally {
            CURRENT.remove();
            Trace.leave();
        }
    }
}

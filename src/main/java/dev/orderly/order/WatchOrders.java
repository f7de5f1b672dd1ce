package dev.orderly.order;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The watchdog: reports orders that stay in a state for too long, and counts them. */
class WatchOrders {

    static final String JOB = "order-overstay";
    static final String GAUGE = "orderly.order.overstaying";

    private final Overstays overstays;
    private final ReportOverstays reportOverstays;
    private final Map<OrderStatus, Duration> limits;
    private final Map<OrderStatus, AtomicInteger> counts = new EnumMap<>(OrderStatus.class);

    WatchOrders(
            Overstays overstays,
            ReportOverstays reportOverstays,
            OverstayProperties properties,
            OrderProperties orderProperties,
            MeterRegistry meters) {
        this.overstays = overstays;
        this.reportOverstays = reportOverstays;
        this.limits = properties.limits(orderProperties);
        limits.keySet().forEach(status -> counts.put(status, gauge(status, meters)));
    }

    /** Always done: what is left over waits for the next run, so that a flood of reports comes in slices. */
    boolean run() {
        limits.forEach((status, limit) -> {
            reportOverstays.of(status, limit);
            counts.computeIfAbsent(status, none -> new AtomicInteger()).set(overstays.count(status, limit));
        });
        return false;
    }

    private static AtomicInteger gauge(OrderStatus status, MeterRegistry meters) {
        AtomicInteger count = new AtomicInteger();
        Gauge.builder(GAUGE, count, AtomicInteger::get)
                .description("Orders that stay in a state for longer than they should, counted up to "
                        + Overstays.MOST_COUNTED)
                .tag("status", status.name())
                .register(meters);
        return count;
    }
}

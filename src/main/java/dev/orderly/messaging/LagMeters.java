package dev.orderly.messaging;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How far behind everybody is, as gauges of the monitor's last look; not a number where that is too long ago. */
class LagMeters {

    private final LagMonitor monitor;
    private final Map<MultiGauge, ToDoubleFunction<ModuleLag>> gauges = new LinkedHashMap<>();
    private Set<String> modules = Set.of();

    LagMeters(LagMonitor monitor, MeterRegistry meters) {
        this.monitor = monitor;
        Gauge.builder("orderly.messaging.without.position", this, me -> me.unnumbered(Lags.Unnumbered::events))
                .baseUnit("events")
                .description("Events that are committed and not yet in line; counted up to " + Lags.COUNT_AT_MOST)
                .register(meters);
        Gauge.builder("orderly.messaging.without.position.age", this, me -> me.unnumbered(LagMeters::age))
                .baseUnit("seconds")
                .description("How long the oldest event has waited to be put in line")
                .register(meters);
        add(meters, "lag", "events", "Events that the module has not reached", ModuleLag::events);
        add(meters, "lag.age", "seconds", "How long the oldest of them has waited", lag -> seconds(lag.age()));
        add(meters, "parked", "events", "Events that the module could not handle yet", ModuleLag::parked);
        add(meters, "parked.age", "seconds", "How long the oldest of them has waited", lag -> seconds(lag.parkedAge()));
        add(
                meters,
                "drain.time",
                "seconds",
                "When the backlog will be gone; not a number where no end is in sight",
                lag -> seconds(lag.drain().time()));
        add(
                meters,
                "handled.rate",
                "events per second",
                "How fast the module handles",
                lag -> lag.pace().handledPerSecond());
        add(
                meters,
                "arriving.rate",
                "events per second",
                "How fast events arrive",
                lag -> lag.pace().arrivingPerSecond());
        add(
                meters,
                "lag.warning",
                null,
                "1 while the module is past its limit",
                lag -> flag(monitor.warnsOf(lag.module())));
        add(
                meters,
                "lag.throttling",
                null,
                "1 while new orders are refused for this module",
                lag -> flag(monitor.throttlesFor(lag.module())));
        add(
                meters,
                "cleanup.held.back",
                "seconds",
                "For how long events are kept past the retention for this module",
                lag -> seconds(monitor.heldBack(lag)));
        monitor.onLook(this::follow);
    }

    private void add(
            MeterRegistry meters,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<ModuleLag> value) {
        gauges.put(
                MultiGauge.builder("orderly.messaging." + name)
                        .baseUnit(unit)
                        .description(description)
                        .register(meters),
                value);
    }

    /** Modules come and go rarely; the gauges read the values by themselves. */
    private synchronized void follow(LagSnapshot snapshot) {
        Set<String> now = snapshot.modules().stream().map(ModuleLag::module).collect(Collectors.toSet());
        if (!now.equals(modules)) {
            modules = now;
            gauges.forEach((gauge, value) -> gauge.register(
                    now.stream()
                            .map(module -> MultiGauge.Row.of(Tags.of("module", module), () -> read(module, value)))
                            .collect(Collectors.toUnmodifiableList()),
                    true));
        }
    }

    private double read(String module, ToDoubleFunction<ModuleLag> value) {
        return monitor.latest()
                .flatMap(snapshot -> snapshot.of(module))
                .map(value::applyAsDouble)
                .orElse(Double.NaN);
    }

    private double unnumbered(ToDoubleFunction<Lags.Unnumbered> value) {
        return monitor.latest()
                .map(snapshot -> value.applyAsDouble(snapshot.unnumbered()))
                .orElse(Double.NaN);
    }

    private static double age(Lags.Unnumbered unnumbered) {
        return seconds(unnumbered.age());
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
    }

    private static double flag(boolean on) {
        return on ? 1 : 0;
    }
}

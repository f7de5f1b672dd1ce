package dev.orderly.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds how far behind everybody is, for whoever wants to know: gauges, health, the log, and those who
 * would bring more. All of them read the last look and none the database.
 */
class LagMonitor implements Backpressure {

    private static final Logger LOG = LoggerFactory.getLogger(LagMonitor.class);
    private static final Duration WHILE_IDLE = Duration.ofSeconds(5);
    private static final Duration WHILE_BEHIND = Duration.ofSeconds(1);
    private static final long SOONEST_SECONDS = 5;
    private static final long LATEST_SECONDS = 120;
    private static final Duration NO_END_IN_SIGHT = Duration.ofSeconds(30);

    private final Lags lags;
    private final LongSupplier relayFloor;
    private final LagProperties limits;
    private final Retention retention;
    private final Counter throttled;
    private final Alarms warnings = new Alarms();
    private final Alarms throttles = new Alarms();
    private final Alarms heldBack = new Alarms();
    private final Loop loop = new Loop("lag", Lane.DISPATCH, woken -> round());
    private volatile @Nullable LagSnapshot latest;
    private final List<Consumer<LagSnapshot>> listeners = new CopyOnWriteArrayList<>();

    LagMonitor(Lags lags, LongSupplier relayFloor, LagProperties limits, Retention retention, MeterRegistry meters) {
        this.lags = lags;
        this.relayFloor = relayFloor;
        this.limits = limits;
        this.retention = retention;
        this.throttled = Counter.builder("orderly.messaging.throttled")
                .description("Requests refused because modules are too far behind")
                .register(meters);
    }

    Loop loop() {
        return loop;
    }

    private Duration round() {
        return look().isIdle() ? WHILE_IDLE : WHILE_BEHIND;
    }

    /** Looks now. */
    synchronized LagSnapshot look() {
        LagSnapshot snapshot = LagSnapshot.take(lags, relayFloor.getAsLong(), latest);
        latest = snapshot;
        Set<String> modules = snapshot.modules().stream().map(ModuleLag::module).collect(Collectors.toSet());
        warnings.keepOnly(modules);
        throttles.keepOnly(modules);
        heldBack.keepOnly(modules);
        snapshot.modules().forEach(this::judge);
        listeners.forEach(listener -> listener.accept(snapshot));
        return snapshot;
    }

    private void judge(ModuleLag lag) {
        LagLimit warn = limits.warnFor(lag.module());
        tell(
                warnings.look(lag.module(), warn.isPassedBy(lag), warn.isFarFrom(lag)),
                "%s is behind: %s".formatted(lag.module(), words(lag)),
                "%s has caught up: %s".formatted(lag.module(), words(lag)));
        LagLimit throttle = limits.throttleFor(lag.module());
        tell(
                throttles.look(lag.module(), throttle.isPassedBy(lag), throttle.isFarFrom(lag)),
                "New orders are refused, as %s is too far behind: %s".formatted(lag.module(), words(lag)),
                "%s no longer keeps new orders out: %s".formatted(lag.module(), words(lag)));
        Duration over = lag.heldBack(retention);
        tell(
                heldBack.look(lag.module(), over.isPositive(), over.isZero()),
                "%s holds the clean-up back: it has not handled events that were to go %d s ago; let it run, or retire it"
                        .formatted(lag.module(), over.toSeconds()),
                "%s no longer holds the clean-up back".formatted(lag.module()));
    }

    private static String words(ModuleLag lag) {
        return "%d events, the oldest for %d s; %d of them are not yet in line"
                .formatted(lag.events(), lag.age().toSeconds(), lag.withoutPosition());
    }

    private static void tell(Alarms.Change change, String beginning, String end) {
        switch (change) {
            case BEGINS -> LOG.warn(beginning);
            case ENDS -> LOG.info(end);
            case NONE -> {
                // Said before.
            }
        }
    }

    /** The last look; empty before the first, and where it is too long ago. */
    Optional<LagSnapshot> latest() {
        return Optional.ofNullable(latest).filter(snapshot -> !snapshot.isStale());
    }

    /** Calls after each look. */
    void onLook(Consumer<LagSnapshot> consumer) {
        listeners.add(consumer);
    }

    boolean warnsOf(String module) {
        return warnings.isOn(module);
    }

    boolean throttlesFor(String module) {
        return throttles.isOn(module);
    }

    /** For how long clean-up has had to keep events for this module. */
    Duration heldBack(ModuleLag lag) {
        return lag.heldBack(retention);
    }

    @Override
    public Optional<Duration> comeAgainIn() {
        Set<String> behind = throttles.on();
        if (behind.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> time = latest().map(snapshot -> longestDrain(snapshot, behind));
        time.ifPresent(refused -> throttled.increment());
        return time;
    }

    /** Bounded, and a little different for each who asks, so that they do not all come again at once. */
    private static Duration longestDrain(LagSnapshot snapshot, Set<String> modules) {
        double seconds = snapshot.modules().stream()
                .filter(lag -> modules.contains(lag.module()))
                .map(lag -> lag.drain().time())
                .mapToDouble(time -> time == null ? NO_END_IN_SIGHT.toSeconds() : time.toMillis() / 1000.0)
                .max()
                .orElse(0);
        double spread = seconds * (1 + ThreadLocalRandom.current().nextDouble(0.2));
        return Duration.ofSeconds(Math.clamp((long) Math.ceil(spread), SOONEST_SECONDS, LATEST_SECONDS));
    }
}

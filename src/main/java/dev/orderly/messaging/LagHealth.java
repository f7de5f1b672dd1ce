package dev.orderly.messaging;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Warns while a module is too far behind. A warning is no failure: it is answered with 200 and changes neither
 * readiness nor liveness, as taking an instance out would only put the others further behind.
 */
class LagHealth extends AbstractHealthIndicator {

    static final Status WARNING = new Status("WARNING");

    private final LagMonitor monitor;

    LagHealth(LagMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        @Nullable LagSnapshot snapshot = monitor.latest().orElse(null);
        if (snapshot == null) {
            health.unknown().withDetail("lag", "not known at the moment");
            return;
        }
        Map<String, Object> modules = new LinkedHashMap<>();
        snapshot.modules().forEach(lag -> modules.put(lag.module(), details(lag)));
        boolean warning = snapshot.modules().stream().anyMatch(lag -> monitor.warnsOf(lag.module()));
        health.status(warning ? WARNING : Status.UP)
                .withDetail("modules", modules)
                .withDetail("withoutPosition", snapshot.unnumbered().events());
    }

    private Map<String, Object> details(ModuleLag lag) {
        return Map.of(
                "status", monitor.warnsOf(lag.module()) ? WARNING.getCode() : Status.UP.getCode(),
                "lagEvents", lag.events(),
                "lagSeconds", lag.age().toSeconds(),
                "parkedEvents", lag.parked());
    }
}

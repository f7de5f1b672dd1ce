package dev.orderly.bridge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;

/** Counts what crosses the bridge. */
class BridgeMeters {

    private final MeterRegistry meters;
    private final MultiGauge gaps;

    BridgeMeters(MeterRegistry meters) {
        this.meters = meters;
        this.gaps = MultiGauge.builder("orderly.bridge.gaps")
                .description("Shards that wait for events that another site has sent and that have not arrived")
                .register(meters);
    }

    void sent(int events) {
        meters.counter("orderly.bridge.sent").increment(events);
    }

    /** @param letGo as they will be sent again, with what is missing before them */
    void received(String source, int events, int duplicates, int letGo) {
        meters.counter("orderly.bridge.received", "source", source).increment(events);
        meters.counter("orderly.bridge.duplicates", "source", source).increment(duplicates);
        meters.counter("orderly.bridge.let.go", "source", source).increment(letGo);
    }

    /** How many shards wait for what is missing, by the site that it is to come from. */
    void gaps(Map<String, Long> bySource) {
        gaps.register(
                bySource.entrySet().stream()
                        .map(gap -> MultiGauge.Row.of(Tags.of("source", gap.getKey()), gap.getValue()))
                        .toList(),
                true);
    }

    void refused(String topic) {
        meters.counter("orderly.bridge.refused", "topic", topic).increment();
    }
}

package dev.orderly.bridge;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts what crosses the bridge. */
class BridgeMeters {

    private final MeterRegistry meters;

    BridgeMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void sent(int events) {
        meters.counter("orderly.bridge.sent").increment(events);
    }

    void received(String source, int events, int duplicates) {
        meters.counter("orderly.bridge.received", "source", source).increment(events);
        meters.counter("orderly.bridge.duplicates", "source", source).increment(duplicates);
    }

    void refused(String topic) {
        meters.counter("orderly.bridge.refused", "topic", topic).increment();
    }
}

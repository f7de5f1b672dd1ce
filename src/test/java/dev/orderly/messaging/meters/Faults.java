package dev.orderly.messaging.meters;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What tests let go wrong in the ledger's handler, by meter. */
public class Faults {

    private final Map<String, Consumer<MeterRead>> byMeter = new ConcurrentHashMap<>();

    public void on(String meter, Consumer<MeterRead> fault) {
        byMeter.put(meter, fault);
    }

    public void clear() {
        byMeter.clear();
    }

    void strike(MeterRead event) {
        byMeter.getOrDefault(event.meter(), none -> {}).accept(event);
    }
}

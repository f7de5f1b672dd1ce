package dev.orderly.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.transaction.support.TransactionOperations;

/** The rate caps of this process, by the name of the module or the job. */
class Caps {

    private final Map<String, Rate> rates;
    private final RateCaps caps;
    private final TransactionOperations transaction;
    private final MeterRegistry meters;
    private final Map<String, Cap> byName = new ConcurrentHashMap<>();

    Caps(RateProperties properties, RateCaps caps, TransactionOperations transaction, MeterRegistry meters) {
        this.rates = properties.rates();
        this.caps = caps;
        this.transaction = transaction;
        this.meters = meters;
    }

    Cap of(String name) {
        return byName.computeIfAbsent(name, this::cap);
    }

    private Cap cap(String name) {
        Rate rate = rates.get(name);
        if (rate == null) {
            return Cap.NONE;
        }
        Timer waits = Timer.builder("orderly.messaging.rate.wait")
                .description("Rests because orderly.messaging.rate permitted no more")
                .tag("cap", name)
                .register(meters);
        return new RateCap(name, rate, caps, transaction, waits);
    }
}

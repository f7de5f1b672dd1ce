package dev.orderly.messaging;

import java.time.Clock;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The circuit breakers of this process, one for each module that it runs. */
class Breakers {

    private final BreakerProperties properties;
    private final Clock clock;
    private final EventMeters meters;
    private final SortedMap<String, Breaker> byModule = new ConcurrentSkipListMap<>();

    Breakers(BreakerProperties properties, Clock clock, EventMeters meters) {
        this.properties = properties;
        this.clock = clock;
        this.meters = meters;
    }

    Breaker of(String module) {
        return byModule.computeIfAbsent(module, name -> {
            Breaker breaker = new Breaker(name, properties, clock);
            meters.watch(name, breaker);
            return breaker;
        });
    }

    List<Breaker.View> views() {
        return byModule.values().stream().map(Breaker::view).toList();
    }
}

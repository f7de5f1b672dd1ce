package dev.orderly.messaging;

import dev.orderly.messaging.TelemetryEvent.Page;
import dev.orderly.messaging.TelemetryEvent.PageView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.SmartLifecycle;

/** Puts telemetry into a queue, and makes counters of what comes out of it, in this process or in another. */
class TelemetryCounters implements Telemetry, SmartLifecycle {

    private static final int BATCH = 100;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final TelemetryQueue queue;
    private final Map<Page, Counter> pageViews;
    private final Counter lost;
    private final Loop loop = new Loop("telemetry", Lane.JOB, woken -> count());
    private volatile boolean running;

    TelemetryCounters(TelemetryQueue queue, MeterRegistry meters) {
        this.queue = queue;
        this.pageViews = Arrays.stream(Page.values())
                .collect(Collectors.toMap(
                        Function.identity(),
                        page -> Counter.builder("orderly.telemetry.page.views")
                                .description("Pages that were opened; some may be lost")
                                .tag("page", page.tag())
                                .register(meters)));
        this.lost = Counter.builder("orderly.telemetry.lost")
                .description("Telemetry for which there was no room, no connection or no answer")
                .register(meters);
    }

    @Override
    public void emit(TelemetryEvent event) {
        if (!queue.offer(event)) {
            lost.increment();
        }
    }

    private Duration count() {
        queue.take(BATCH, WAIT).forEach(this::count);
        return Duration.ZERO;
    }

    private void count(TelemetryEvent event) {
        switch (event) {
            case PageView view ->
                Objects.requireNonNull(pageViews.get(view.page())).increment();
        }
    }

    @Override
    public void start() {
        running = true;
        loop.start();
    }

    @Override
    public void stop() {
        running = false;
        Loop.stopAll(Stream.of(loop));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

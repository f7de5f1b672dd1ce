package dev.orderly.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Telemetry that waits in this process's memory, and ends with it. */
class TelemetryInMemory implements TelemetryQueue {

    private final BlockingQueue<TelemetryEvent> waiting;

    TelemetryInMemory(int room) {
        waiting = new ArrayBlockingQueue<>(room);
    }

    @Override
    public boolean offer(TelemetryEvent event) {
        return waiting.offer(event);
    }

    @Override
    public List<TelemetryEvent> take(int atMost, Duration wait) {
        List<TelemetryEvent> taken = new ArrayList<>();
        try {
            TelemetryEvent first = waiting.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                taken.add(first);
                waiting.drainTo(taken, atMost - 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return taken;
    }
}

package dev.orderly.messaging;

import java.time.Duration;
import java.util.List;

/**
 * Where telemetry waits to be counted. What has been taken is gone; so each is counted at most once, and lost where
 * whoever took it ends before.
 */
public interface TelemetryQueue {

    /** Adds one without waiting; false where it, or one before that had no answer, is lost: there is no room or no connection. */
    boolean offer(TelemetryEvent event);

    /**
     * Takes the oldest; called by one thread.
     *
     * @param atMost how many
     * @param wait how long, where there is none
     */
    List<TelemetryEvent> take(int atMost, Duration wait);
}

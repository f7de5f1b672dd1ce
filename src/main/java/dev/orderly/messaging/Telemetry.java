package dev.orderly.messaging;

/**
 * Counts what may be lost: at most once, without waiting and without failing. What must not be lost is an event of the
 * contract, and is published into the log.
 */
@FunctionalInterface
public interface Telemetry {

    /** Has it counted, sooner or later, unless too much waits already or the process ends. */
    void emit(TelemetryEvent event);
}

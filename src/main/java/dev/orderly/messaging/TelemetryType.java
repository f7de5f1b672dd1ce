package dev.orderly.messaging;

/** Where telemetry waits to be counted. */
public enum TelemetryType {
    /** Nothing is counted. */
    NONE,
    /** In the process that it comes from. */
    MEMORY,
    /** In a list on Redis, which all processes on the database share. */
    REDIS_LIST
}

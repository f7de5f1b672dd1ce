package dev.orderly.messaging.meters;

/** A meter is no more. */
public record MeterRemoved(String meter) {}

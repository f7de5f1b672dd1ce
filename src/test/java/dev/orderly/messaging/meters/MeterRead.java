package dev.orderly.messaging.meters;

/** A meter was read: the readings of one meter count up from 1. */
public record MeterRead(String meter, long reading) {}

package dev.orderly.sandbox;

/** Money that went back. */
record Refund(String id, String sessionId, long amountMinor) {}

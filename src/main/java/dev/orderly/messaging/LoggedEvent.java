package dev.orderly.messaging;

/** An event in the log: at its position within its shard. */
record LoggedEvent(long position, StoredEvent event) {}

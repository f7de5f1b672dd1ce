package dev.orderly.messaging;

import java.time.Instant;

/**
 * An event of the log as it is told elsewhere.
 *
 * @param createdAt when it was recorded in this database
 */
public record Carried(LoggedEvent logged, Instant createdAt) {}

package dev.orderly.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that no retry of the same event can mend. The event becomes a dead letter at once and waits for a
 * person, without going through the retries that other failures have.
 */
public class Unrecoverable extends RuntimeException {

    public Unrecoverable(String message) {
        this(message, null);
    }

    public Unrecoverable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.orderly.messaging;

import org.jspecify.annotations.Nullable;

/**
 * An event in the log: at its position within its shard.
 *
 * @param origin null where it was born here
 */
public record LoggedEvent(
        long position, StoredEvent event, @Nullable Origin origin) {

    LoggedEvent(long position, StoredEvent event) {
        this(position, event, null);
    }
}

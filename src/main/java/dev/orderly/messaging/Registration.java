package dev.orderly.messaging;

import java.util.Set;

/**
 * A subscription as the database knows it.
 *
 * @param types the stable names of the event types
 * @param generation which of the module's declarations this is; {@link #OUTDATED} where a newer one is recorded
 */
record Registration(Subscription subscription, Set<String> types, long generation) {

    static final long OUTDATED = -1;
}

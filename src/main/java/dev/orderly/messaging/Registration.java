package dev.orderly.messaging;

import java.util.Set;

/**
 * A subscription as the database knows it.
 *
 * @param types the stable names of the event types
 * @param generation which of the module's declarations this is; {@link #OUTDATED} where a newer one is recorded
 * @param skips what the module had handled before it came here
 */
record Registration(Subscription subscription, Set<String> types, long generation, Skips skips) {

    static final long OUTDATED = -1;

    Registration(Subscription subscription, Set<String> types, long generation) {
        this(subscription, types, generation, Skips.NONE);
    }

    /** Does the module want the event, and has it not handled it elsewhere? */
    boolean wants(LoggedEvent logged) {
        return types.contains(logged.event().type()) && !skips.cover(logged);
    }
}

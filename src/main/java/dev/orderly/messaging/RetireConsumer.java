package dev.orderly.messaging;

import java.util.Objects;
import java.util.Set;

/**
 * Forgets a module that no longer exists, or that the log was ever told to a broker, so that cursors which nobody moves any
 * more do not hold the clean-up back.
 */
class RetireConsumer {

    /** What became of the request. */
    enum Outcome {
        RETIRED,
        UNKNOWN,
        STILL_EXISTS,
        /** Other sites are told the log by it. */
        OTHERS_LISTEN
    }

    private final EventLog log;
    private final Sites sites;
    private final Set<String> existing;

    /** @param existing every module of this application, also those that do not run in this process */
    RetireConsumer(EventLog log, Sites sites, Set<String> existing) {
        this.log = log;
        this.sites = sites;
        this.existing = existing;
    }

    Outcome retire(String module) {
        boolean carrier = module.equals(SiteLog.CARRIER);
        if (!carrier && existing.contains(module)) {
            return Outcome.STILL_EXISTS;
        }
        if (!Ids.isPossible(module)) {
            return Outcome.UNKNOWN;
        }
        return Objects.requireNonNull(log.transaction().execute(status -> {
            log.cursors().lockGuard();
            if (carrier && !sites.others().isEmpty()) {
                return Outcome.OTHERS_LISTEN;
            }
            return log.cursors().delete(module) ? Outcome.RETIRED : Outcome.UNKNOWN;
        }));
    }
}

package dev.orderly.messaging;

import java.util.Set;

/** Forgets a module that no longer exists, so that its cursors no longer hold the clean-up back. */
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
        if (existing.contains(module)) {
            return Outcome.STILL_EXISTS;
        }
        if (module.equals(SiteLog.CARRIER) && !sites.others().isEmpty()) {
            return Outcome.OTHERS_LISTEN;
        }
        if (!Ids.isPossible(module)) {
            return Outcome.UNKNOWN;
        }
        Boolean known = log.transaction().execute(status -> {
            log.cursors().lockGuard();
            return log.cursors().delete(module);
        });
        return Boolean.TRUE.equals(known) ? Outcome.RETIRED : Outcome.UNKNOWN;
    }
}

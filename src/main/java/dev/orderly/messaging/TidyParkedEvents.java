package dev.orderly.messaging;

import java.time.Duration;

/**
 * Sees that what waits first is tried and what waits behind it is not looked at, whoever left it so: an instance of the
 * version before this one parks followers that are due, and forgets to have the next tried. Forgets old acts too.
 */
class TidyParkedEvents implements Job.Work {

    private static final int AT_MOST = 500;

    private final ParkedEvents parkedEvents;
    private final DeadLetterActs acts;
    private final Duration keepActs;

    TidyParkedEvents(ParkedEvents parkedEvents, DeadLetterActs acts, Duration keepActs) {
        this.parkedEvents = parkedEvents;
        this.acts = acts;
        this.keepActs = keepActs;
    }

    @Override
    public boolean run() {
        int woken = parkedEvents.makeForgottenDue(AT_MOST);
        int quieted = parkedEvents.makeFollowersWait(AT_MOST);
        int forgotten = acts.deleteOlderThan(keepActs, AT_MOST);
        return woken == AT_MOST || quieted == AT_MOST || forgotten == AT_MOST;
    }
}

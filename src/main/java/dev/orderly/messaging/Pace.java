package dev.orderly.messaging;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast a module handles events and how fast they arrive, by the database's clock: an average in which the last
 * twenty seconds weigh most and what is a minute old hardly anything.
 *
 * @param at when it was last looked at
 * @param handled how many events had been handled then, counted from some beginning
 * @param arrived how many had been published then
 * @param known false until it was looked at twice
 * @param movedAt when it was last seen to have handled anything
 */
record Pace(
        Instant at,
        long handled,
        long arrived,
        double handledPerSecond,
        double arrivingPerSecond,
        boolean known,
        Instant movedAt) {

    private static final double MEMORY_SECONDS = 20;
    private static final double SHORTEST_SECONDS = 0.2;
    private static final Duration STANDSTILL = Duration.ofSeconds(5);

    static Pace first(Instant at, long handled, long arrived) {
        return new Pace(at, handled, arrived, 0, 0, false, at);
    }

    /** The pace with one look more; one that was moved back in the log begins anew. */
    Pace next(Instant now, long handledNow, long arrivedNow) {
        double seconds = Duration.between(at, now).toNanos() / 1e9;
        if (handledNow < handled || arrivedNow < arrived || seconds < 0) {
            return first(now, handledNow, arrivedNow);
        }
        if (seconds < SHORTEST_SECONDS) {
            return this;
        }
        double weight = known ? 1 - Math.exp(-seconds / MEMORY_SECONDS) : 1;
        return new Pace(
                now,
                handledNow,
                arrivedNow,
                handledPerSecond + weight * ((handledNow - handled) / seconds - handledPerSecond),
                arrivingPerSecond + weight * ((arrivedNow - arrived) / seconds - arrivingPerSecond),
                true,
                handledNow > handled ? now : movedAt);
    }

    /** It has handled nothing for so long that the average no longer tells what it does. */
    boolean standsStill() {
        return Duration.between(movedAt, at).compareTo(STANDSTILL) >= 0;
    }

    /** By how many events a second a backlog shrinks; negative where it grows. */
    double shrinkingPerSecond() {
        return handledPerSecond - arrivingPerSecond;
    }
}

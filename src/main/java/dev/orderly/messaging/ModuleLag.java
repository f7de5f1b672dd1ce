package dev.orderly.messaging;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one module is behind, over all shards. Events that are not yet in line are behind for every module.
 *
 * @param at when this was so, by the database's clock
 * @param inLine the events in line that the module has not reached
 * @param withoutPosition the events that the relay has not put in line
 * @param waitingSince when the oldest of both was published
 * @param inLineSince when the oldest of those in line was put there
 * @param parked the events that the module has met and could not handle yet
 * @param parkedSince when the oldest of them was published
 */
record ModuleLag(
        String module,
        Instant at,
        long inLine,
        long withoutPosition,
        @Nullable Instant waitingSince,
        @Nullable Instant inLineSince,
        long parked,
        @Nullable Instant parkedSince,
        Pace pace) {

    /** How many events the module has not reached. */
    long events() {
        return inLine + withoutPosition;
    }

    /** How long the oldest of them has waited. */
    Duration age() {
        return since(waitingSince);
    }

    Duration parkedAge() {
        return since(parkedSince);
    }

    /** How long the oldest event has waited that the module has not handled, parked or not. */
    Duration unhandledAge() {
        return age().compareTo(parkedAge()) > 0 ? age() : parkedAge();
    }

    Drain drain() {
        return Drain.of(events(), pace);
    }

    /** For how long an event has been kept for this module alone, after the retention was over. */
    Duration heldBack(Retention retention) {
        Duration atMost = retention.atMost();
        Duration over = atMost == null ? Duration.ZERO : since(inLineSince).minus(atMost);
        return over.isNegative() ? Duration.ZERO : over;
    }

    private Duration since(@Nullable Instant time) {
        return time == null || time.isAfter(at) ? Duration.ZERO : Duration.between(time, at);
    }
}

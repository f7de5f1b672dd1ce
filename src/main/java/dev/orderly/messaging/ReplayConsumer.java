package dev.orderly.messaging;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Moves a replayable module back in the log, so that it handles again what came after. */
class ReplayConsumer {

    /** Where a shard will be handled from. */
    record Start(int shard, long fromPosition) {}

    private final EventLog log;
    private final Supplier<List<Registration>> registrations;

    ReplayConsumer(EventLog log, Supplier<List<Registration>> registrations) {
        this.log = log;
        this.registrations = registrations;
    }

    /**
     * Replays from a position in every shard, or from the oldest kept where that is later.
     *
     * @throws NotReplayable where the module is none that may be fed the log again
     */
    List<Start> fromPosition(String module, long position) {
        return replay(module, shard -> position - 1);
    }

    /** Replays what was put in line from the time on. */
    List<Start> fromTime(String module, Instant time) {
        return replay(module, shard -> log.outbox().lastBefore(shard, time));
    }

    /** Is there such a module in this process? */
    boolean knows(String module) {
        return subscription(module).isPresent();
    }

    private Optional<Subscription> subscription(String module) {
        return registrations.get().stream()
                .map(Registration::subscription)
                .filter(subscription -> subscription.module().equals(module))
                .findFirst();
    }

    private List<Start> replay(String module, IntToLongFunction lastBefore) {
        if (!subscription(module).orElseThrow().replayable()) {
            throw new NotReplayable(module);
        }
        return Objects.requireNonNull(log.transaction().execute(status -> {
            // The guard keeps clean-up away, and the locks of the cursors keep the module's handlers away.
            log.cursors().lockGuard();
            List<Start> starts = new ArrayList<>();
            log.cursors().lockAll(module).forEach((shard, position) -> {
                starts.add(moveBack(module, shard, position, lastBefore.applyAsLong(shard)));
            });
            log.cursors().forgetElsewhere(module);
            return starts;
        }));
    }

    private Start moveBack(String module, int shard, long position, long wanted) {
        @Nullable Long oldest = log.outbox().oldest(shard);
        long kept = oldest == null ? position : oldest - 1;
        long target = Math.min(position, Math.max(wanted, kept));
        log.parkedEvents().deleteAfter(module, shard, target);
        log.cursors().move(module, shard, target, 0);
        return new Start(shard, target + 1);
    }

    /** The module does something that must not happen again, such as sending mail. */
    static final class NotReplayable extends RuntimeException {
        NotReplayable(String module) {
            super(
                    "The module %s is no projection: handling its events again would do things twice, so it is never replayed"
                            .formatted(module));
        }
    }
}

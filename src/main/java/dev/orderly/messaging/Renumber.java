package dev.orderly.messaging;

import dev.orderly.messaging.NewCursors.Gap;
import dev.orderly.messaging.ShardRows.Alone;
import dev.orderly.messaging.ShardRows.Found;
import dev.orderly.messaging.ShardRows.Standing;
import dev.orderly.messaging.ShardRows.Way;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Puts every event that is kept into the shard of its key, at a new position there, those of a key in the order that they
 * have. Cursors, parked events and their attempts go along. To be run once, in a transaction, while nobody else works.
 *
 * <p>All new positions are higher than any before: so no two events meet on the way, and whatever a process remembers that
 * slept meanwhile fits nothing any more.
 */
class Renumber {

    /**
     * What was done.
     *
     * @param before how many shards there were
     * @param events how many events of the log have new positions
     * @param parked how many of them were parked because they are now behind their modules' cursors
     */
    record Done(int before, long events, long parked) {}

    private static final int BATCH = 2_000;

    private final EventLog log;
    private final ShardRows rows;
    private final Sites sites;
    private final long parkedAtMost;
    private final long[] last;
    private final List<Way> ways = new ArrayList<>(BATCH);
    private List<String> modulesWithParked = List.of();

    Renumber(EventLog log, ShardRows rows, Sites sites, int shards, long parkedAtMost) {
        this.log = log;
        this.rows = rows;
        this.sites = sites;
        this.parkedAtMost = parkedAtMost;
        this.last = new long[shards];
    }

    /** @throws CommandRefused where a module has to get further first, or others know the positions */
    Done run() {
        log.cursors().lockGuard();
        Map<Integer, Long> heads = log.outbox().lockSequence();
        if (heads.size() == last.length) {
            return new Done(last.length, 0, 0);
        }
        List<Found> found = rows.lockConsumers();
        refuseBehindSkips();
        rows.deleteSkips();
        Optional<Found> carrier = found.stream().filter(Renumber::isCarrier).findFirst();
        carrier.ifPresent(told -> refuseUntold(told, heads));
        List<NewCursors> consumers = found.stream()
                .filter(each -> !isCarrier(each))
                .map(each -> new NewCursors(each, last.length))
                .toList();
        modulesWithParked = rows.modulesWithParked();
        Arrays.fill(last, moveParkedWithoutLog());
        long events = moveLog(heads, consumers);
        consumers.forEach(this::refuseLaggard);
        long parked = consumers.stream().mapToLong(this::parkWhatIsBehind).sum();
        makeParkedDue();
        consumers.forEach(
                consumer -> placeCursors(consumer.consumer(), shard -> consumer.position(shard, last[shard])));
        carrier.ifPresent(told -> placeCursors(told, shard -> last[shard]));
        rows.deleteShards();
        for (int shard = 0; shard < last.length; shard++) {
            log.outbox().insertShard(shard, last[shard]);
        }
        rows.moveWaiting(last.length);
        sites.beginEpoch();
        return new Done(heads.size(), events, parked);
    }

    /** They go before all of the log, and the highest position of them is where it begins in every shard. */
    private long moveParkedWithoutLog() {
        long highest = rows.highestPosition();
        Map<String, Map<Integer, Long>> next = new HashMap<>();
        Map<String, List<Way>> byModule = new HashMap<>();
        long end = highest;
        for (Alone parked : rows.parkedWithoutLog(last.length)) {
            long position = next.computeIfAbsent(parked.module(), module -> new HashMap<>())
                    .merge(parked.target(), highest + 1, (before, first) -> before + 1);
            byModule.computeIfAbsent(parked.module(), module -> new ArrayList<>())
                    .add(new Way(0, parked.shard(), parked.position(), parked.target(), position));
            end = Math.max(end, position);
        }
        byModule.forEach(rows::moveParked);
        return end;
    }

    private long moveLog(Map<Integer, Long> heads, List<NewCursors> consumers) {
        MergedLog merged = new MergedLog(rows, heads, last.length);
        long events = 0;
        for (Optional<MergedLog.Next> next = merged.next(); next.isPresent(); next = merged.next()) {
            int from = next.get().shard();
            Standing event = next.get().event();
            long position = ++last[event.target()];
            for (NewCursors consumer : consumers) {
                consumer.add(from, event.position(), event.type(), event.target(), position);
            }
            ways.add(new Way(event.id(), from, event.position(), event.target(), position));
            events++;
            if (ways.size() == BATCH) {
                go();
            }
        }
        go();
        return events;
    }

    private void go() {
        if (!ways.isEmpty()) {
            rows.move(ways);
            modulesWithParked.forEach(module -> rows.moveParked(module, ways));
            ways.clear();
        }
    }

    private static boolean isCarrier(Found consumer) {
        return consumer.module().equals(SiteLog.CARRIER);
    }

    /** What a module has handled elsewhere it knows by positions of the logs as they were. */
    private void refuseBehindSkips() {
        rows.behindTheirSkips().stream().findFirst().ifPresent(module -> {
            throw new CommandRefused(
                    "The module %s has moved, and has not yet come to events that it handled elsewhere. Start the instances again until its lag is 0 (GET /api/messaging/consumers)."
                            .formatted(module));
        });
    }

    /** Whoever is told the log by a broker knows it by positions too. */
    private static void refuseUntold(Found carrier, Map<Integer, Long> heads) {
        if (!carrier.positions().equals(heads)) {
            throw new CommandRefused(
                    "The log has not been told to its end. Start the instances again, with the broker, keep callers away until the lag of bridge is 0 (GET /api/messaging/consumers), and then stop. Where there is no broker any more, have it forgotten while an instance runs: DELETE /api/messaging/consumers/bridge.");
        }
    }

    private void refuseLaggard(NewCursors consumer) {
        String module = consumer.consumer().module();
        if (consumer.left() > parkedAtMost) {
            throw new CommandRefused(
                    "The module %s is behind in some shards and not in others: %d events would have to be parked, and more than %d are not. Start the instances again until it has caught up."
                            .formatted(module, consumer.left(), parkedAtMost));
        }
    }

    private long parkWhatIsBehind(NewCursors consumer) {
        Found found = consumer.consumer();
        long parked = 0;
        for (Gap gap : consumer.gaps()) {
            parked += log.parkedEvents()
                    .insertUnhandled(found.module(), gap.shard(), gap.from(), gap.to(), found.types());
        }
        return parked;
    }

    private void makeParkedDue() {
        int due = BATCH;
        while (due == BATCH) {
            due = log.parkedEvents().makeForgottenDue(BATCH);
        }
    }

    private void placeCursors(Found consumer, IntToLongFunction position) {
        rows.deleteCursors(consumer.module());
        for (int shard = 0; shard < last.length; shard++) {
            log.cursors().insertCursor(consumer.module(), shard, position.applyAsLong(shard), consumer.generation());
        }
    }
}

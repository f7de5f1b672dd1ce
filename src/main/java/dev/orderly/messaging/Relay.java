package dev.orderly.messaging;

import dev.orderly.messaging.Outbox.Unprocessed;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts committed events in line: gives each its position within its shard. Auto-increment ids become visible out of
 * order, so no reader may run over them; positions are given under the lock of the sequence, and so appear in order and
 * without gaps.
 *
 * <p>Everything behind the relay goes at its pace. Under load it rests between its rounds, so that relay and modules do
 * with fewer and larger transactions.
 *
 * <p>A committed publisher wakes the relay; a poll under ShedLock finds what nobody announced. Only the sequence's lock
 * is relied on: any number of relays at once do no harm.
 *
 * <p>It is the relay that decides on an event's shard, as it alone sees under that lock how many there are: a publisher
 * that slept while their number was changed has written down another.
 */
class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int AT_MOST = 1_000;

    /** From so many events at once on, it is worth waiting for more: what a round costs hardly grows with them. */
    private static final int MANY = 8;

    private static final Duration FOR_MORE = Duration.ofMillis(20);

    private final EventLog log;
    private final JobLock jobLock;
    private final Consumer<Set<Integer>> announce;
    private final Duration poll;
    private final CallersFirst callersFirst;
    private final DistributionSummary batches;
    private final RelayFloor floor;
    private final int shards;
    private boolean stoodDown;
    private final Loop loop = new Loop("relay", Lane.RELAY, this::round);

    /** @param announce is told the shards that have new events */
    Relay(
            EventLog log,
            JobLock jobLock,
            MessagingProperties properties,
            Consumer<Set<Integer>> announce,
            CallersFirst callersFirst,
            MeterRegistry meters) {
        this.log = log;
        this.jobLock = jobLock;
        this.announce = announce;
        this.callersFirst = callersFirst;
        this.poll = properties.poll();
        this.shards = properties.shards();
        this.batches = DistributionSummary.builder("orderly.messaging.relay.batch")
                .description("Events that were put in line in one transaction")
                .baseUnit("events")
                .register(meters);
        this.floor = new RelayFloor(log.outbox(), properties.longestPublish());
    }

    void start() {
        loop.start();
    }

    void wake() {
        loop.wake();
    }

    /** Below this id nothing can be without a position. */
    long floor() {
        return floor.value();
    }

    Loop loop() {
        return loop;
    }

    private Duration round(boolean woken) {
        if (woken) {
            numberAll();
        } else if (!log.outbox().unprocessed(floor.value(), 1).isEmpty()) {
            jobLock.run("messaging-relay", this::numberAll);
        } else {
            floor.caughtUp();
        }
        return poll;
    }

    private void numberAll() {
        restWithTheModules();
        int events = number();
        while (events >= MANY && !loop.isStopped()) {
            if (events < AT_MOST) {
                LockSupport.parkNanos(FOR_MORE.toNanos());
            }
            events = number();
        }
        floor.caughtUp();
    }

    /** While the modules rest for the callers' sake, there will be more events before anybody asks for positions. */
    private void restWithTheModules() {
        long latest = System.nanoTime() + FOR_MORE.toNanos();
        Duration rest = callersFirst.rest();
        while (rest.isPositive() && System.nanoTime() - latest < 0 && !loop.isStopped()) {
            LockSupport.parkNanos(rest.toNanos());
            rest = callersFirst.rest();
        }
    }

    /** Puts the oldest events without a position in line and announces their shards. */
    int number() {
        Map<Integer, Long> heads = new LinkedHashMap<>();
        Integer events = log.transaction().execute(status -> numberInto(heads));
        if (!heads.isEmpty()) {
            batches.record(events == null ? 0 : events);
            announce.accept(heads.keySet());
        }
        return events == null ? 0 : events;
    }

    private int numberInto(Map<Integer, Long> newHeads) {
        Map<Integer, Long> heads = log.outbox().lockSequence();
        if (heads.size() != shards) {
            standDown(heads.size());
            return 0;
        }
        List<Unprocessed> events = log.outbox().unprocessed(floor.value(), AT_MOST);
        if (events.isEmpty()) {
            return 0;
        }
        Map<Long, Long> positions = new LinkedHashMap<>();
        List<Long> strays = new ArrayList<>();
        for (Unprocessed event : events) {
            int shard = Shards.of(event.key(), shards);
            if (shard != event.shard()) {
                strays.add(event.id());
            }
            long position = heads.merge(shard, 1L, Long::sum);
            positions.put(event.id(), position);
            newHeads.put(shard, position);
        }
        if (!strays.isEmpty()) {
            log.outbox().putIntoShards(strays, shards);
        }
        log.outbox().number(positions);
        log.outbox().advanceSequence(newHeads);
        return events.size();
    }

    private void standDown(int now) {
        if (!stoodDown) {
            stoodDown = true;
            LOG.error(
                    "The log has {} shards and not {} any more: this process puts nothing in line until it is started with orderly.messaging.shards={}",
                    now,
                    shards,
                    now);
        }
    }
}

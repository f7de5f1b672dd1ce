package dev.orderly.messaging;

import dev.orderly.messaging.Outbox.Unprocessed;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * with fewer and larger transactions; where several processes have one, each rests longer ({@link RelayPace}).
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

    private final EventLog log;
    private final JobLock jobLock;
    private final Consumer<Set<Integer>> announce;
    private final Duration poll;
    private final CallersFirst.Workers modules;
    private final DistributionSummary batches;
    private final RelayFloor floor;
    private final int shards;
    private final RelayPace pace = new RelayPace(System::nanoTime);
    private boolean stoodDown;
    private final Loop loop = new Loop("relay", Lane.RELAY, this::round);

    /** @param announce is told the shards that have new events */
    Relay(
            EventLog log,
            JobLock jobLock,
            MessagingProperties properties,
            Consumer<Set<Integer>> announce,
            CallersFirst.Workers modules,
            MeterRegistry meters) {
        this.log = log;
        this.jobLock = jobLock;
        this.announce = announce;
        this.modules = modules;
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

    /** Whoever commits while it rests for more events has woken it by the end of the rest. */
    private Duration round(boolean woken) {
        if (woken) {
            if (!pace.isBusy()) {
                restWithTheModules();
            }
            numberAll();
            LockSupport.parkNanos(pace.rest().toNanos());
        } else if (!log.outbox().unprocessed(floor.value(), 1).isEmpty()) {
            jobLock.run("messaging-relay", this::numberAll);
        } else {
            floor.caughtUp();
        }
        return poll;
    }

    private void numberAll() {
        int events = number();
        while (events == AT_MOST && !loop.isStopped()) {
            events = number();
        }
        floor.caughtUp();
    }

    /** While the modules rest for the callers' sake, there will be more events before anybody asks for positions. */
    private void restWithTheModules() {
        long latest = System.nanoTime() + RelayPace.REST.toNanos();
        Duration rest = modules.rest();
        while (rest.isPositive() && System.nanoTime() - latest < 0 && !loop.isStopped()) {
            LockSupport.parkNanos(rest.toNanos());
            rest = modules.rest();
        }
    }

    /**
     * What a round has put in line.
     *
     * @param before how many events had ever been in line before
     * @param heads where the shards end now that have new events
     */
    private record Numbered(int events, long before, Map<Integer, Long> heads) {}

    /** Puts the oldest events without a position in line and announces their shards. */
    int number() {
        Numbered round = Objects.requireNonNull(log.transaction().execute(status -> numberOldest()));
        pace.round(round.events(), round.before());
        if (round.events() > 0) {
            batches.record(round.events());
            announce.accept(round.heads().keySet());
        }
        return round.events();
    }

    private Numbered numberOldest() {
        Map<Integer, Long> heads = log.outbox().lockSequence();
        long before = heads.values().stream().mapToLong(Long::longValue).sum();
        if (heads.size() != shards) {
            standDown(heads.size());
            return new Numbered(0, before, Map.of());
        }
        List<Unprocessed> events = log.outbox().unprocessed(floor.value(), AT_MOST);
        if (events.isEmpty()) {
            return new Numbered(0, before, Map.of());
        }
        Map<Integer, Long> newHeads = new LinkedHashMap<>();
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
        return new Numbered(events.size(), before, newHeads);
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

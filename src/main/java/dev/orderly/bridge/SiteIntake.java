package dev.orderly.bridge;

import dev.orderly.bridge.Marks.Mark;
import dev.orderly.bridge.WireFormat.Arrived;
import dev.orderly.bridge.WireFormat.NotOurs;
import dev.orderly.broker.Received;
import dev.orderly.messaging.Origin;
import dev.orderly.messaging.Site;
import dev.orderly.messaging.SiteLog;
import dev.orderly.messaging.SiteLog.Arrival;
import io.cloudevents.CloudEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in another site's log, each event once and in order, however often and however late it comes: a mark for each
 * shard says how much has arrived, and moves in the transaction that takes events in. What is at or below it was there
 * before. What does not follow on it came too early, and its shard waits for what is missing.
 */
class SiteIntake implements Intake {

    private static final Logger LOG = LoggerFactory.getLogger(SiteIntake.class);

    private final SiteLog log;
    private final Marks marks;
    private final Site source;
    private final String own;
    private final BridgeMeters meters;

    SiteIntake(SiteLog log, Marks marks, Site source, BridgeMeters meters) {
        this.log = log;
        this.marks = marks;
        this.source = source;
        this.own = log.site().name();
        this.meters = meters;
    }

    @Override
    public Outcome take(List<Received> messages) {
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Ours> ours = new ArrayList<>();
        for (Received message : messages) {
            try {
                ours.add(new Ours(message, read(message)));
            } catch (NotOurs e) {
                outcome.refused().add(new Refused(message, String.valueOf(e.getMessage())));
            }
        }
        if (!ours.isEmpty()) {
            Counts counts = log.inTransaction(() -> append(ours, outcome));
            if (counts.appended() > 0) {
                log.putInLine();
            }
            meters.received(source.name(), counts.appended(), counts.duplicates(), counts.letGo());
        }
        return outcome;
    }

    /** What became of the messages, but for those that were born here and have come back. */
    private record Counts(int appended, int duplicates, int letGo) {}

    /** A message, and what it says. */
    private record Ours(Received message, Arrived arrived) {}

    private Arrived read(Received message) {
        CloudEvent event = message.event();
        if (event == null) {
            throw new NotOurs(String.valueOf(message.fault()));
        }
        if (!event.getSource().equals(WireFormat.source(source))) {
            throw new NotOurs("it comes from %s, and what is known by that name is %s"
                    .formatted(event.getSource(), WireFormat.source(source)));
        }
        Arrived arrived = WireFormat.read(event);
        if (arrived.shard() != log.shardOf(arrived.event().key())) {
            throw new NotOurs("its key belongs to shard %d and not to %d; do both sites have the same number of shards?"
                    .formatted(log.shardOf(arrived.event().key()), arrived.shard()));
        }
        return arrived;
    }

    private Counts append(List<Ours> ours, Outcome outcome) {
        Map<Integer, Mark> before = marks.lock(
                source.name(), ours.stream().map(our -> our.arrived().shard()).collect(Collectors.toSet()));
        Map<Integer, Mark> after = new HashMap<>();
        Map<Integer, Arrived> gaps = new LinkedHashMap<>();
        List<Arrival> arrivals = new ArrayList<>();
        int duplicates = 0;
        int letGo = 0;
        for (Ours our : ours) {
            Arrived arrived = our.arrived();
            Mark known = before.get(arrived.shard());
            if (known == null) {
                outcome.early().add(our.message());
                continue;
            }
            Mark mark = inItsEpoch(after.getOrDefault(arrived.shard(), known), arrived);
            if (arrived.epoch() > known.epoch()) {
                after.put(arrived.shard(), mark);
            }
            if (arrived.epoch() < mark.epoch() || arrived.position() <= mark.position()) {
                outcome.taken().add(our.message());
                duplicates++;
            } else if (arrived.previous() <= mark.position()) {
                outcome.taken().add(our.message());
                after.put(arrived.shard(), mark.at(arrived.epoch(), arrived.position()));
                if (!own.equals(arrived.origin())) {
                    arrivals.add(arrival(arrived));
                }
            } else if (mark.awaits(arrived.previous())) {
                outcome.taken().add(our.message());
                letGo++;
            } else {
                outcome.early().add(our.message());
                gaps.merge(arrived.shard(), arrived, BinaryOperator.minBy(Comparator.comparingLong(Arrived::previous)));
            }
        }
        if (!arrivals.isEmpty()) {
            log.append(arrivals);
        }
        after.values().forEach(marks::update);
        gaps.forEach(
                (shard, first) -> noteGap(Objects.requireNonNull(after.getOrDefault(shard, before.get(shard))), first));
        return new Counts(arrivals.size(), duplicates, letGo);
    }

    /** Of an older history than that of the message, only what both share has arrived. */
    private static Mark inItsEpoch(Mark mark, Arrived arrived) {
        return arrived.epoch() > mark.epoch()
                ? new Mark(
                        mark.source(),
                        mark.shard(),
                        arrived.epoch(),
                        Math.min(mark.position(), arrived.epochStart()),
                        null,
                        null,
                        false)
                : mark;
    }

    /**
     * What fits may still come behind what came too early, so only the latter waits. A gap can turn out to be smaller, as
     * where part of what is missing is sent again.
     */
    private void noteGap(Mark mark, Arrived first) {
        Long known = mark.gapUntil();
        if (first.previous() <= mark.position() || (known != null && known <= first.previous())) {
            return;
        }
        Mark gap = mark.waitingUntil(first.previous());
        marks.gap(gap);
        LOG.error(gap.inWords());
    }

    private Arrival arrival(Arrived arrived) {
        String origin = arrived.origin();
        return new Arrival(
                arrived.event(),
                origin == null
                        ? new Origin(source.name(), arrived.position(), arrived.position())
                        : new Origin(origin, arrived.originPosition(), arrived.position()));
    }
}

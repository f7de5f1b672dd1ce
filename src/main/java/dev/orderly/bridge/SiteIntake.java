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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Map<Received, Arrived> ours = new LinkedHashMap<>();
        for (Received message : messages) {
            try {
                ours.put(message, read(message));
            } catch (NotOurs e) {
                outcome.refused().add(new Refused(message, String.valueOf(e.getMessage())));
            }
        }
        if (!ours.isEmpty()) {
            int appended = log.inTransaction(() -> append(ours, outcome));
            if (appended > 0) {
                log.putInLine();
            }
            meters.received(source.name(), appended, outcome.taken().size() - appended);
        }
        return outcome;
    }

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

    private int append(Map<Received, Arrived> ours, Outcome outcome) {
        Map<Integer, Mark> before = marks.lock(
                source.name(), ours.values().stream().map(Arrived::shard).collect(Collectors.toSet()));
        Map<Integer, Mark> after = new HashMap<>();
        Set<Integer> waiting = new HashSet<>();
        List<Arrival> arrivals = new ArrayList<>();
        ours.forEach((message, arrived) -> {
            Mark known = before.get(arrived.shard());
            if (known == null) {
                outcome.early().add(message);
                return;
            }
            Mark mark = inItsEpoch(after.getOrDefault(arrived.shard(), known), arrived);
            if (waiting.contains(arrived.shard())) {
                outcome.early().add(message);
            } else if (arrived.epoch() < mark.epoch() || arrived.position() <= mark.position()) {
                outcome.taken().add(message);
            } else if (arrived.previous() > mark.position()) {
                tooEarly(mark, arrived, message, waiting, outcome);
            } else {
                outcome.taken().add(message);
                after.put(arrived.shard(), mark.at(arrived.epoch(), arrived.position()));
                if (!own.equals(arrived.origin())) {
                    arrivals.add(arrival(arrived));
                }
            }
        });
        if (!arrivals.isEmpty()) {
            log.append(arrivals);
        }
        after.values().forEach(marks::update);
        return arrivals.size();
    }

    /** Of an older history than that of the message, only what both share has arrived. */
    private static Mark inItsEpoch(Mark mark, Arrived arrived) {
        return arrived.epoch() > mark.epoch()
                ? mark.at(arrived.epoch(), Math.min(mark.position(), arrived.epochStart()))
                : mark;
    }

    private void tooEarly(Mark mark, Arrived arrived, Received message, Set<Integer> waiting, Outcome outcome) {
        if (mark.awaitsResend()) {
            outcome.taken().add(message);
            return;
        }
        waiting.add(arrived.shard());
        outcome.early().add(message);
        if (mark.gapSince() == null) {
            marks.gap(mark, arrived.previous());
            LOG.error(
                    "Shard {} of {} waits: after position {} came {}, and what is between is missing. It goes on by itself if that comes; else see GET /api/messaging/bridge",
                    arrived.shard(),
                    source.name(),
                    mark.position(),
                    arrived.position());
        }
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

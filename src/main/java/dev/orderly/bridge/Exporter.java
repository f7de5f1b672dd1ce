package dev.orderly.bridge;

import com.google.common.collect.Sets;
import dev.orderly.bridge.Exports.Sent;
import dev.orderly.bridge.Exports.Told;
import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.Message;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import dev.orderly.messaging.Carried;
import dev.orderly.messaging.Job;
import dev.orderly.messaging.Site;
import dev.orderly.messaging.SiteLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells this database's log to the broker, in order: reads, sends with no transaction open, and moves its cursor once the
 * broker has confirmed, if nobody else has moved it. The hub tells everything, a satellite what was born there. Two
 * exporters at once only send twice, which receivers see.
 */
class Exporter implements Job.Work {

    static final String JOB = "bridge-export";

    private static final long BYTES_AT_MOST = 4 * 1024 * 1024;
    private static final Duration REFUSED_REST = Duration.ofSeconds(30);
    private static final Duration NEWS_WAIT = Duration.ofMillis(250);
    /** So often it looks again before it lets go of the job, whose lock costs two commits. */
    private static final int PATIENCE = 8;

    private final SiteLog log;
    private final Exports exports;
    private final BrokerConnection connection;
    private final BrokerProperties properties;
    private final BridgeMeters meters;
    private final Refusals refusals;
    private final Semaphore news = new Semaphore(0);
    private @Nullable Sender sender;
    private int idle;

    Exporter(
            SiteLog log,
            Exports exports,
            BrokerConnection connection,
            BrokerProperties properties,
            BridgeMeters meters) {
        this.log = log;
        this.exports = exports;
        this.connection = connection;
        this.properties = properties;
        this.meters = meters;
        this.refusals = new Refusals(exports, REFUSED_REST);
    }

    /** Says that there may be new events in line. */
    void tell() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    @Override
    public boolean isDue() {
        return !log.heads().equals(log.positions());
    }

    @Override
    public boolean run() {
        try {
            if (exportSome() > 0) {
                idle = 0;
                return true;
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        awaitNews();
        idle++;
        return idle < PATIENCE;
    }

    private void awaitNews() {
        try {
            if (news.tryAcquire(NEWS_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                idle = 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends the next events; how many there were, also of those that are not for others. */
    int exportSome() {
        State state = state();
        Set<Integer> shards = new TreeSet<>(state.positions().keySet());
        shards.removeIf(refusals::isResting);
        try {
            return export(state, shards, properties.batchEvents());
        } catch (BrokerRefused e) {
            close();
            int each = Math.max(1, properties.batchEvents() / shards.size());
            return shards.stream().mapToInt(shard -> exportApart(shard, each)).sum();
        }
    }

    /** An event that is refused holds up what follows it in its own shard, and nothing else. */
    private int exportApart(int shard, int atMost) {
        try {
            return export(known(), Set.of(shard), atMost);
        } catch (BrokerRefused e) {
            close();
            return exportUpToTheRefused(shard, atMost);
        }
    }

    private int exportUpToTheRefused(int shard, int atMost) {
        int exported = 0;
        try {
            while (exported < atMost && export(known(), Set.of(shard), 1) > 0) {
                exported++;
            }
        } catch (BrokerRefused e) {
            close();
            refusals.rest(shard, String.valueOf(e.getMessage()));
        }
        return exported;
    }

    private int export(State state, Set<Integer> shards, int atMost) {
        Map<Integer, Long> from = new HashMap<>(state.positions());
        from.keySet().retainAll(shards);
        List<Carried> events = from.isEmpty() ? List.of() : log.read(from, atMost, BYTES_AT_MOST);
        if (events.isEmpty()) {
            return 0;
        }
        Site site = state.site();
        Map<Integer, Long> to = new HashMap<>();
        Map<Integer, Told> last = new HashMap<>();
        List<Message> messages = new ArrayList<>();
        for (Carried carried : events) {
            int shard = carried.logged().event().shard();
            long position = carried.logged().position();
            if (site.hub() || carried.logged().origin() == null) {
                Sent before = Objects.requireNonNull(state.sent().get(shard));
                Told former = last.get(shard);
                long previous = former == null ? before.position() : former.position();
                last.put(shard, new Told(position, previous));
                messages.add(new Message(shard, WireFormat.write(carried, site, previous, before.epochStart())));
            }
            to.put(shard, position);
        }
        if (!messages.isEmpty()) {
            sender(state).send(messages);
        }
        if (move(from, to, last)) {
            meters.sent(messages.size());
        }
        return events.size();
    }

    /** Where the exporter is, and what it sent before. */
    private record State(Map<Integer, Long> positions, Map<Integer, Sent> sent, Site site) {}

    private State state() {
        State state = known();
        if (state.positions().isEmpty()) {
            join();
            return known();
        }
        return state;
    }

    /**
     * All of one moment. An event that named one as the last before it which somebody has sent again since would seem to
     * follow on what has arrived, and what is between would be lost. Whoever moves the cursor also writes what the lock is
     * on.
     */
    private State known() {
        return log.inTransaction(() -> {
            Map<Integer, Sent> sent = exports.lock();
            Map<Integer, Long> positions = log.positions();
            if (!positions.isEmpty() && !sent.keySet().equals(positions.keySet())) {
                // The number of shards was changed, and with it all positions.
                exports.beginAnew(positions);
                sent = exports.lock();
            }
            return new State(positions, sent, log.site());
        });
    }

    private void join() {
        log.inTransaction(() -> {
            Map<Integer, Long> start = log.join();
            exports.begin(start);
            return start;
        });
    }

    private boolean move(Map<Integer, Long> from, Map<Integer, Long> to, Map<Integer, Told> last) {
        try {
            return log.inTransaction(() -> {
                if (!log.move(from, to)) {
                    throw new MovedMeanwhile();
                }
                if (!last.isEmpty()) {
                    exports.record(last);
                }
                return true;
            });
        } catch (MovedMeanwhile e) {
            // Somebody had events sent again, or another exporter is at it: what was sent comes twice, and counts once.
            return false;
        }
    }

    private Sender sender(State state) {
        Sender open = sender;
        if (open == null) {
            open = open(state);
            sender = open;
        }
        return open;
    }

    /**
     * A broker may have come back without what it confirmed. So there has to be a place for every site that listens, as
     * some brokers keep only what somebody waits for; and the last event of each shard is told once more: whoever has it
     * drops it, and whoever lacks those before it notices.
     */
    private Sender open(State state) {
        Broker broker = connection.broker();
        Topic topic = connection.topics().of(state.site().name());
        Set<String> listening = listening(state.site());
        listening.forEach(site -> broker.subscribe(topic, site));
        // Who has parted meanwhile was unsubscribed before.
        Sets.difference(listening, listening(state.site())).forEach(gone -> broker.unsubscribe(topic, gone));
        Sender open = broker.sender(topic);
        try {
            List<Message> again = lastOnesAgain(state);
            if (!again.isEmpty()) {
                open.send(again);
            }
            return open;
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private Set<String> listening(Site own) {
        return log.others().stream()
                .filter(other -> own.hub() || other.hub())
                .map(Site::name)
                .collect(Collectors.toSet());
    }

    private List<Message> lastOnesAgain(State state) {
        Map<Integer, Long> before = new HashMap<>();
        state.sent().forEach((shard, sent) -> {
            if (sent.previous() != null) {
                before.put(shard, sent.position() - 1);
            }
        });
        List<Message> again = new ArrayList<>();
        for (Carried carried : before.isEmpty() ? List.<Carried>of() : log.read(before, before.size(), BYTES_AT_MOST)) {
            int shard = carried.logged().event().shard();
            Sent sent = Objects.requireNonNull(state.sent().get(shard));
            Long previous = sent.previous();
            if (previous != null && carried.logged().position() == sent.position()) {
                again.add(new Message(shard, WireFormat.write(carried, state.site(), previous, sent.epochStart())));
            }
        }
        return again;
    }

    @Override
    public void finish() {
        close();
    }

    /** Gives the sender back; another is opened when it is needed. */
    private void close() {
        Sender open = sender;
        sender = null;
        if (open != null) {
            open.close();
        }
    }

    private static final class MovedMeanwhile extends RuntimeException {
        MovedMeanwhile() {
            super(null, null, false, false);
        }
    }
}

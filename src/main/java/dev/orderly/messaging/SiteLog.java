package dev.orderly.messaging;

import dev.orderly.messaging.Cursors.Consumer;
import dev.orderly.messaging.Outbox.Section;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This database's log, for whoever carries its events to other databases and brings in those that were born there. It
 * has one such carrier, whose cursors are a consumer's like any module's: the log is kept for it, and its lag is told.
 */
public class SiteLog {

    /** The carrier's name among the consumers of the log. */
    public static final String CARRIER = "bridge";

    private final EventLog log;
    private final EventCatalog catalog;
    private final Sites sites;
    private final Arrivals arrivals;
    private final int shards;
    private final Relay relay;
    private final Dispatcher dispatcher;

    SiteLog(
            EventLog log,
            EventCatalog catalog,
            Sites sites,
            Arrivals arrivals,
            int shards,
            Relay relay,
            Dispatcher dispatcher) {
        this.log = log;
        this.catalog = catalog;
        this.sites = sites;
        this.arrivals = arrivals;
        this.shards = shards;
        this.relay = relay;
        this.dispatcher = dispatcher;
    }

    /** This database. */
    public Site site() {
        return sites.own().orElseThrow();
    }

    /** Those that it exchanges events with. */
    public List<Site> others() {
        return sites.others();
    }

    public int shards() {
        return shards;
    }

    /** Runs the work in one transaction. */
    public <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(log.transaction().execute(status -> work.get()));
    }

    /** Where the carrier is, by shard; empty where it has not joined. */
    public Map<Integer, Long> positions() {
        return log.cursors().positions(CARRIER);
    }

    /** The last position of each shard. */
    public Map<Integer, Long> heads() {
        return log.outbox().heads();
    }

    /**
     * Lets the carrier join the log at its head, in the current transaction; the position of each shard there, or empty
     * where it has joined before.
     */
    public Map<Integer, Long> join() {
        if (log.cursors().lockConsumer(CARRIER).isPresent()) {
            return Map.of();
        }
        log.cursors().lockGuard();
        log.cursors().insertConsumer(CARRIER, new Consumer(1, Set.of(), 1));
        Map<Integer, Long> heads = log.outbox().lockSequence();
        heads.forEach((shard, head) -> log.cursors().insertCursor(CARRIER, shard, head, 1));
        return heads;
    }

    /**
     * The next events behind the positions, each shard's together and in order.
     *
     * @param atMost how many
     * @param atMostBytes of payload; one event is always returned
     */
    public List<Carried> read(Map<Integer, Long> after, int atMost, long atMostBytes) {
        int each = Math.max(1, atMost / after.size());
        return log.outbox()
                .carry(
                        after.entrySet().stream()
                                .map(place -> new Section(place.getKey(), place.getValue(), each))
                                .toList(),
                        atMostBytes);
    }

    /**
     * Moves the carrier's cursors in the current transaction, if nobody else has moved them.
     *
     * @param from where they are thought to be
     * @param to where they are to go, of some of these shards
     * @return false where one of them was elsewhere; nothing may be committed then
     */
    public boolean move(Map<Integer, Long> from, Map<Integer, Long> to) {
        return log.cursors().moveFrom(CARRIER, from, to);
    }

    /**
     * Moves the carrier's cursors back, in the current transaction, so that what follows is told again; no further than the
     * log is kept.
     *
     * @param before the position before the first that is told again, by shard
     * @return where they are now, of those shards that were behind it
     */
    public Map<Integer, Long> rewind(Map<Integer, Long> before) {
        log.cursors().lockGuard();
        Map<Integer, Long> moved = new HashMap<>();
        log.cursors().lockAll(CARRIER).forEach((shard, position) -> {
            @Nullable Long wanted = before.get(shard);
            if (wanted != null && wanted < position) {
                @Nullable Long oldest = log.outbox().oldest(shard);
                moved.put(shard, Math.max(wanted, oldest == null ? position : oldest - 1));
            }
        });
        moved.forEach((shard, position) -> log.cursors().move(CARRIER, shard, position, 0));
        return moved;
    }

    /** The last position up to this one whose event was born here; this one where the log keeps none. */
    public long lastBornHere(int shard, long upTo) {
        return log.outbox().lastBornHere(shard, upTo);
    }

    /** Takes in events that were born elsewhere, in their order and in the current transaction. */
    public void append(List<Arrival> arrivals) {
        this.arrivals.append(arrivals);
    }

    /** An event from elsewhere, and where it comes from; null for one that nobody's log has. */
    public record Arrival(StoredEvent event, @Nullable Origin origin) {}

    /**
     * The event as it is to be stored that somebody outside tells, who knows its type and its payload.
     *
     * @throws IllegalArgumentException where the type or its version is not known here, or the payload is no such event
     */
    public StoredEvent foreign(String type, int version, String payload) {
        return catalog.write(type, version, payload, shards);
    }

    /** Which slice of the log a key belongs to. */
    public int shardOf(String key) {
        return Shards.of(key, shards);
    }

    /** Puts in line what was appended; to be called after the commit. */
    public void putInLine() {
        relay.wake();
    }

    /** Calls each time that there may be new events in line. */
    public void whenThereIsNews(Runnable listener) {
        dispatcher.whenAnnounced(news -> listener.run());
    }
}

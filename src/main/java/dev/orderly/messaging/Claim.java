package dev.orderly.messaging;

import dev.orderly.messaging.Cursors.Cursor;
import dev.orderly.messaging.Outbox.Section;
import dev.orderly.messaging.ParkedEvents.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionStatus;

/** The shards whose cursors one transaction has locked, and what it does in them. */
class Claim {

    /** One of them: where it stands, and what waits in it. */
    record Held(ShardProgress progress, Cursor cursor, Waiting waiting) {

        int shard() {
            return progress.shard();
        }

        boolean takesParked() {
            return progress.takesParked(waiting.due());
        }

        boolean hasDue() {
            return waiting.due() != null;
        }

        /** Remembers for the next step that nothing is parked. */
        void committed(@Nullable Long end, long token) {
            if (!waiting.any()) {
                progress.quietSince(end == null ? cursor.batch() : token);
            }
            if (end != null) {
                progress.limit().reached(end);
            }
        }

        Section next(int atMost) {
            int most = Math.min(atMost, progress.limit().events(cursor.position()));
            return new Section(progress.shard(), cursor.position(), most);
        }
    }

    private final List<Held> held;
    private final TransactionStatus status;
    private final long token = ThreadLocalRandom.current().nextLong();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final Map<Integer, Long> reached = new HashMap<>();
    private final Set<Integer> partlyRead = new HashSet<>();
    private final List<String> handledTypes = new ArrayList<>();
    private final Map<Integer, Integer> handledIn = new HashMap<>();
    private boolean touched;

    private Claim(List<Held> held, TransactionStatus status) {
        this.held = held;
        this.status = status;
    }

    static Claim of(
            List<ShardProgress> shards,
            Map<Integer, Cursor> cursors,
            Map<Integer, Waiting> waiting,
            TransactionStatus status) {
        return new Claim(
                shards.stream()
                        .filter(shard -> cursors.containsKey(shard.shard()))
                        .map(shard -> new Held(
                                shard,
                                Objects.requireNonNull(cursors.get(shard.shard())),
                                waiting.getOrDefault(shard.shard(), Waiting.NOTHING)))
                        .toList(),
                status);
    }

    /** The shards of which it must be asked whether anything waits in them. */
    static Set<Integer> notKnownToBeQuiet(List<ShardProgress> shards, Map<Integer, Cursor> cursors) {
        return shards.stream()
                .filter(shard -> cursors.containsKey(shard.shard()))
                .filter(shard -> !shard.isQuiet(
                        Objects.requireNonNull(cursors.get(shard.shard())).batch()))
                .map(ShardProgress::shard)
                .collect(Collectors.toSet());
    }

    List<Held> held() {
        return held;
    }

    List<ShardProgress> shards() {
        return held.stream().map(Held::progress).toList();
    }

    /** The id of the database session that has them locked. */
    long session() {
        return held.getFirst().cursor().session();
    }

    /** What it leaves in the cursors that it moves. */
    long token() {
        return token;
    }

    /** Has something within it asked for a rollback? */
    boolean isDoomed() {
        return status.isRollbackOnly();
    }

    /** What to read: the same share of the batch from each shard. */
    List<Section> sections(int atMost) {
        int share = Math.max(1, atMost / held.size());
        return held.stream().map(each -> each.next(share)).toList();
    }

    /**
     * Takes on what was read of the sections: the cursors go to the end of it.
     *
     * @param atMostBytes after which reading ended
     */
    void take(List<LoggedEvent> events, List<Section> sections, long atMostBytes) {
        Map<Integer, Integer> read = new HashMap<>();
        long bytes = 0;
        for (LoggedEvent logged : events) {
            int shard = logged.event().shard();
            ends.put(shard, logged.position());
            read.merge(shard, 1, Integer::sum);
            bytes += logged.event().payload().length();
        }
        boolean cut = bytes >= atMostBytes
                && events.size() < sections.stream().mapToInt(Section::atMost).sum();
        for (Held each : held) {
            each.progress().limit().learn(events.size() / held.size(), cut);
        }
        sections.stream()
                .filter(section -> cut || Objects.equals(read.get(section.shard()), section.atMost()))
                .forEach(section -> partlyRead.add(section.shard()));
        held.stream()
                .filter(each -> ends.containsKey(each.shard()))
                .forEach(each -> reached.put(each.shard(), each.cursor().position()));
    }

    /** Moves a shard's cursor nowhere, for the sake of the token. */
    void takeNothing(Held one) {
        ends.put(one.shard(), one.cursor().position());
        reached.putAll(ends);
    }

    /** Where the cursors are to go of those shards of which something was read. */
    Map<Integer, Long> ends() {
        return ends;
    }

    /** How far it has really got in them. */
    Map<Integer, Long> reached() {
        return reached;
    }

    /** One of the shards whose cursors carry the token. */
    int witness() {
        return ends.keySet().iterator().next();
    }

    /** Is this the next event of its shard, and has nothing been done before it that could be to blame for its failure? */
    boolean beginsWith(LoggedEvent logged) {
        return !touched && Objects.equals(reached.get(logged.event().shard()), logged.position() - 1);
    }

    /** From now on something was done. */
    void touch() {
        touched = true;
    }

    void handled(StoredEvent event) {
        handledTypes.add(event.type());
        handledIn.merge(event.shard(), 1, Integer::sum);
    }

    /** An event of the log was handled, or set aside, or is not wanted. */
    void passed(LoggedEvent logged) {
        reached.put(logged.event().shard(), logged.position());
    }

    /** What it did is there for all to see. */
    void committed() {
        held.forEach(each -> each.committed(reached.get(each.shard()), token));
    }

    /** The types of the events that were handled, one for each. */
    List<String> handledTypes() {
        return handledTypes;
    }

    /** How many events were handled in each shard. */
    Map<Integer, Integer> handledIn() {
        return handledIn;
    }

    /** Those in which there may be more to do at once. */
    List<ShardProgress> unfinished() {
        return held.stream()
                .filter(each -> each.hasDue()
                        || partlyRead.contains(each.shard())
                        || !Objects.equals(ends.get(each.shard()), reached.get(each.shard())))
                .map(Held::progress)
                .toList();
    }

    /** Each of the events that it took has to show that it can be handled alone. */
    void takeOneByOne() {
        for (Held each : held) {
            Long end = ends.get(each.shard());
            if (end != null) {
                each.progress().limit().takeOneByOneUpTo(end);
            }
        }
    }
}

package dev.orderly.move;

import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.Rows;
import dev.orderly.messaging.SiteLog;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All SQL by which two sites begin to exchange events. Each is told of the other, and from which position on its log is
 * carried over; where that is behind what was sent already, it is sent again. Sites that are connected stay as they are.
 */
class Connect {

    private static final String BRIDGE = SiteLog.CARRIER;

    private final End hub;
    private final End satellite;

    Connect(End hub, End satellite) {
        this.hub = hub;
        this.satellite = satellite;
    }

    /**
     * Connects.
     *
     * @param fromHub by shard, the position up to which the satellite needs nothing of the hub's log; the head where it is
     *     not said
     */
    void run(Map<Integer, Long> fromHub) {
        carry(hub, satellite, fromHub);
        carry(satellite, hub, floors(satellite));
    }

    private static void carry(End source, End receiver, Map<Integer, Long> wanted) {
        // Of a site of that name that is gone there may be marks, which are of another log.
        boolean sameSite = receiver.places().idOf(source.name()).equals(Optional.of(source.id()));
        Map<Integer, Long> known = sameSite ? marks(receiver, source.name()) : Map.of();
        Map<Integer, Long> begin = source.side().inTransaction(() -> begin(source, receiver, wanted, known));
        receiver.side().inTransaction(() -> {
            know(receiver, source);
            begin.forEach((shard, position) -> mark(receiver, source, shard, position));
        });
    }

    /** Has the source's log kept and sent from these positions on, of the shards that the receiver knows nothing of. */
    private static Map<Integer, Long> begin(
            End source, End receiver, Map<Integer, Long> wanted, Map<Integer, Long> known) {
        new Fence(source.side()).lockGuard();
        know(source, receiver);
        JdbcClient jdbc = source.jdbc();
        join(jdbc);
        Map<Integer, Long> carrier = cursors(jdbc);
        Map<Integer, Long> begin = new TreeMap<>();
        source.places().heads().forEach((shard, head) -> {
            long from = known.getOrDefault(shard, wanted.getOrDefault(shard, head));
            @Nullable Long cursor = carrier.get(shard);
            if (cursor == null) {
                insertCursor(jdbc, shard, from);
                sent(jdbc, shard, from);
            } else if (!known.containsKey(shard) && from < cursor) {
                moveCursor(jdbc, shard, from);
                sent(jdbc, shard, from);
            }
            if (!known.containsKey(shard)) {
                begin.put(shard, from);
            }
        });
        return begin;
    }

    /** Refuses two that cannot be connected, before anything is changed for that. */
    static void check(End hub, End satellite) {
        check(hub, satellite.name(), satellite.id());
        check(satellite, hub.name(), hub.id());
    }

    private static void check(End end, String other, String id) {
        refuseParted(end, other);
        if (end.places().idOf(other).filter(known -> !known.equals(id)).isPresent()) {
            refuseNamesake(end, other);
        }
    }

    /** Refuses a site whose name was used. */
    static void refuseParted(End end, String other) {
        if (end.places().hasPartedFrom(other)) {
            throw new CommandRefused(
                    "%s has parted from the site %s for good. Name an empty database, and another site (orderly.site)."
                            .formatted(Side.capital(end.side().words()), other));
        }
    }

    private static void refuseNamesake(End end, String other) {
        throw new CommandRefused(
                "%s knows another database under the name %s. Name an empty database, and another site (orderly.site)."
                        .formatted(Side.capital(end.side().words()), other));
    }

    private static void know(End end, End other) {
        refuseParted(end, other.name());
        if (!end.places().know(other)) {
            refuseNamesake(end, other.name());
        }
    }

    /** Has the site's log ever been told to a broker? */
    static boolean isTold(End site) {
        return site.jdbc()
                .sql("SELECT 1 FROM consumer WHERE module = :bridge")
                .param("bridge", BRIDGE)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private static void join(JdbcClient jdbc) {
        Optional<Integer> joined = jdbc.sql("SELECT 1 FROM consumer WHERE module = :bridge FOR UPDATE")
                .param("bridge", BRIDGE)
                .query(Integer.class)
                .optional();
        if (joined.isEmpty()) {
            Rows.require(1, jdbc.sql("""
                            INSERT INTO consumer (module, revision, event_types, generation, created_at)
                            VALUES (:bridge, 1, '', 1, UTC_TIMESTAMP(6))""").param("bridge", BRIDGE).update());
        }
    }

    private static Map<Integer, Long> cursors(JdbcClient jdbc) {
        Map<Integer, Long> cursors = new TreeMap<>();
        jdbc.sql("SELECT shard, position FROM consumer_cursor WHERE module = :bridge ORDER BY shard FOR UPDATE")
                .param("bridge", BRIDGE)
                .query(row -> {
                    cursors.put(row.getInt("shard"), row.getLong("position"));
                });
        return cursors;
    }

    private static void insertCursor(JdbcClient jdbc, int shard, long position) {
        Rows.require(
                1,
                jdbc.sql("""
                        INSERT INTO consumer_cursor (module, shard, position, generation, batch, moved_at)
                        VALUES (:bridge, :shard, :position, 1, 0, UTC_TIMESTAMP(6))""")
                        .param("bridge", BRIDGE)
                        .param("shard", shard)
                        .param("position", position)
                        .update());
    }

    private static void moveCursor(JdbcClient jdbc, int shard, long position) {
        Rows.require(
                1,
                jdbc.sql("""
                        UPDATE consumer_cursor SET position = :position, batch = 0, moved_at = UTC_TIMESTAMP(6)
                        WHERE module = :bridge AND shard = :shard""")
                        .param("position", position)
                        .param("bridge", BRIDGE)
                        .param("shard", shard)
                        .update());
    }

    /** What the next event that is sent names as the one before it. */
    private static void sent(JdbcClient jdbc, int shard, long position) {
        try {
            Rows.require(
                    1,
                    jdbc.sql("INSERT INTO exported (shard, position) VALUES (:shard, :position)")
                            .param("shard", shard)
                            .param("position", position)
                            .update());
        } catch (DuplicateKeyException known) {
            jdbc.sql("UPDATE exported SET position = :position WHERE shard = :shard")
                    .param("position", position)
                    .param("shard", shard)
                    .update();
        }
    }

    private static void mark(End receiver, End source, int shard, long position) {
        try {
            Rows.require(
                    1,
                    receiver.jdbc()
                            .sql("""
                            INSERT INTO received (source, shard, epoch, position, received_at)
                            VALUES (:source, :shard, :epoch, :position, UTC_TIMESTAMP(6))""")
                            .param("source", source.name())
                            .param("shard", shard)
                            .param("epoch", source.epoch())
                            .param("position", position)
                            .update());
        } catch (DuplicateKeyException meanwhile) {
            // Another run of the command was here.
        }
    }

    /** By shard, how much of a site's log has arrived. */
    static Map<Integer, Long> marks(End receiver, String source) {
        Map<Integer, Long> marks = new TreeMap<>();
        receiver.jdbc()
                .sql("SELECT shard, position FROM received WHERE source = :source")
                .param("source", source)
                .query(row -> {
                    marks.put(row.getInt("shard"), row.getLong("position"));
                });
        return marks;
    }

    /** By shard, the position before the oldest event that the log keeps; the head where it keeps none. */
    static Map<Integer, Long> floors(End end) {
        Map<Integer, Long> floors = end.places().heads();
        floors.replaceAll((shard, head) -> end.jdbc()
                .sql("""
                        SELECT position FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND position IS NOT NULL
                        ORDER BY shard, position LIMIT 1""")
                .param("shard", shard)
                .query(Long.class)
                .optional()
                .map(oldest -> oldest - 1)
                .orElse(head));
        return floors;
    }
}

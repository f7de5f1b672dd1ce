package dev.orderly.messaging;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** All SQL by which the log is cut into another number of shards. */
class ShardRows {

    /**
     * A consumer as it is found.
     *
     * @param types what it is given; empty where it is no module
     * @param positions how far it has got, by shard
     */
    record Found(String module, long generation, Set<String> types, Map<Integer, Long> positions) {}

    /**
     * An event that stands in line.
     *
     * @param target the shard that it is to be in
     * @param inLineAt when it was put in line, in microseconds from some time on
     */
    record Standing(long id, long position, int target, String type, long inLineAt) {}

    /** A parked event that the log no longer keeps. */
    record Alone(String module, int shard, long position, int target) {}

    /** From where to where an event goes. */
    record Way(long id, int fromShard, long from, int toShard, long to) {}

    private final JdbcClient jdbc;

    ShardRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean isInstalled() {
        return jdbc.sql("""
                        SELECT COUNT(*) FROM information_schema.columns
                        WHERE table_schema = DATABASE()
                          AND (table_name, column_name) IN (('outbox_sequence', 'shard'), ('site', 'parted_at'))""").query(Integer.class).single() == 2;
    }

    /** Who else is connected to this database, as far as this user may see. */
    List<String> otherSessions() {
        return jdbc.sql("""
                        SELECT CONCAT(user, ' from ', SUBSTRING_INDEX(host, ':', 1)) AS who
                        FROM information_schema.processlist
                        WHERE db = DATABASE() AND id <> CONNECTION_ID()
                        ORDER BY who""").query((row, n) -> row.getString("who")).list();
    }

    /**
     * Lets places change that attempts refer to, in this session: each attempt follows its event in a statement of its
     * own, as the foreign key of MySQL and MariaDB lets neither go first.
     */
    void letAttemptsFollow() {
        jdbc.sql("SET SESSION foreign_key_checks = 0").update();
    }

    /** Locks all cursors and what their modules declare, until the end of the transaction. */
    List<Found> lockConsumers() {
        Map<String, Map<Integer, Long>> positions = new HashMap<>();
        SortedMap<String, Found> found = new TreeMap<>();
        jdbc.sql("""
                        SELECT c.module, c.shard, c.position, c.generation, COALESCE(d.event_types, '') AS event_types
                        FROM consumer_cursor c LEFT JOIN consumer d ON d.module = c.module
                        ORDER BY c.module, c.shard
                        FOR UPDATE""").query(row -> {
            String module = row.getString("module");
            Map<Integer, Long> its = positions.computeIfAbsent(module, none -> new HashMap<>());
            its.put(row.getInt("shard"), row.getLong("position"));
            found.put(module, new Found(module, row.getLong("generation"), types(row.getString("event_types")), its));
        });
        return List.copyOf(found.values());
    }

    /** Without the entries for further versions of a type. */
    private static Set<String> types(String declared) {
        return Arrays.stream(declared.split(","))
                .filter(type -> !type.isEmpty() && !type.contains("/"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The modules that have not yet come to an event which they handled elsewhere, and are to pass over. */
    List<String> behindTheirSkips() {
        return jdbc.sql("""
                        SELECT DISTINCT s.module
                        FROM consumer_skip s
                        JOIN consumer_cursor c ON c.module = s.module AND c.shard = s.shard
                        JOIN outbox o FORCE INDEX (outbox_log) ON o.shard = s.shard
                        WHERE o.origin = s.site AND o.origin_position <= s.position
                          AND (o.position > c.position OR o.position IS NULL)
                        ORDER BY s.module""").query((row, n) -> row.getString("module")).list();
    }

    void deleteSkips() {
        jdbc.sql("DELETE FROM consumer_skip").update();
    }

    /** The highest position that anything has. */
    long highestPosition() {
        return jdbc.sql("""
                        SELECT GREATEST((SELECT COALESCE(MAX(last_position), 0) FROM outbox_sequence),
                                        (SELECT COALESCE(MAX(position), 0) FROM parked_event))""").query(Long.class).single();
    }

    /** The next events of a shard as it was, after one position and up to another. */
    List<Standing> read(int shard, long after, long upTo, int shards, int atMost) {
        return jdbc.sql("""
                        SELECT id, position, CRC32(event_key) MOD :shards AS target, event_type,
                               TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'2000-01-01 00:00:00', processed_at) AS in_line_at
                        FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND position > :after AND position <= :upTo
                        ORDER BY shard, position LIMIT :atMost""")
                .param("shards", shards)
                .param("shard", shard)
                .param("after", after)
                .param("upTo", upTo)
                .param("atMost", atMost)
                .query((row, n) -> new Standing(
                        row.getLong("id"),
                        row.getLong("position"),
                        row.getInt("target"),
                        row.getString("event_type"),
                        row.getLong("in_line_at")))
                .list();
    }

    /** The parked events that the log no longer keeps, by module, those of a key in order. */
    List<Alone> parkedWithoutLog(int shards) {
        return jdbc.sql("""
                        SELECT p.module, p.shard, p.position, CRC32(p.event_key) MOD :shards AS target
                        FROM parked_event p LEFT JOIN outbox o FORCE INDEX (outbox_log)
                          ON o.shard = p.shard AND o.position = p.position
                        WHERE o.id IS NULL
                        ORDER BY p.module, p.position, p.shard""")
                .param("shards", shards)
                .query((row, n) -> new Alone(
                        row.getString("module"), row.getInt("shard"), row.getLong("position"), row.getInt("target")))
                .list();
    }

    List<String> modulesWithParked() {
        return jdbc.sql("SELECT DISTINCT module FROM parked_event ORDER BY module")
                .query((row, n) -> row.getString("module"))
                .list();
    }

    /** Moves events of the log; nothing may stand where they go. */
    void move(List<Way> ways) {
        int rows = jdbc.sql("""
                        UPDATE JSON_TABLE(:ways, '$[*]' COLUMNS (id BIGINT PATH '$[0]', shard INT PATH '$[3]',
                                                                 position BIGINT PATH '$[4]')) AS way
                        STRAIGHT_JOIN outbox FORCE INDEX (PRIMARY) ON outbox.id = way.id
                        SET outbox.shard = way.shard, outbox.position = way.position""").param("ways", json(ways)).update();
        Rows.require(ways.size(), rows);
    }

    /** Moves those of the events that the module has parked, and their attempts. */
    void moveParked(String module, List<Way> ways) {
        for (String table : List.of("parked_event", "parked_attempt")) {
            jdbc.sql("""
                            UPDATE JSON_TABLE(:ways, '$[*]' COLUMNS (from_shard INT PATH '$[1]', from_position BIGINT PATH '$[2]',
                                                                     shard INT PATH '$[3]', position BIGINT PATH '$[4]')) AS way
                            STRAIGHT_JOIN %1$s AS it FORCE INDEX (PRIMARY)
                              ON it.module = :module AND it.shard = way.from_shard AND it.position = way.from_position
                            SET it.shard = way.shard, it.position = way.position""".formatted(table))
                    .param("ways", json(ways))
                    .param("module", module)
                    .update();
        }
    }

    private static String json(List<Way> ways) {
        return JsonMapper.shared()
                .writeValueAsString(ways.stream()
                        .map(way -> new long[] {way.id(), way.fromShard(), way.from(), way.toShard(), way.to()})
                        .toList());
    }

    void deleteShards() {
        jdbc.sql("DELETE FROM outbox_sequence").update();
    }

    void deleteCursors(String module) {
        jdbc.sql("DELETE FROM consumer_cursor WHERE module = :module")
                .param("module", module)
                .update();
    }

    /** Puts what is not in line yet, or not due yet, into the shards of its keys. */
    void moveWaiting(int shards) {
        jdbc.sql("""
                        UPDATE outbox FORCE INDEX (outbox_unprocessed) SET shard = CRC32(event_key) MOD :shards
                        WHERE processed_at IS NULL""").param("shards", shards).update();
        jdbc.sql("UPDATE delayed_event SET shard = CRC32(event_key) MOD :shards")
                .param("shards", shards)
                .update();
    }
}

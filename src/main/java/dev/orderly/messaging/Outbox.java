package dev.orderly.messaging;

import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of the outbox, and of the log that it is once its rows have positions. */
class Outbox {

    /** An event that is committed and not yet in line, in the shard that its publisher thought was its key's. */
    record Unprocessed(long id, int shard, String key) {}

    /** Reads one row. */
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** So many events of a shard, after a position. */
    record Section(int shard, long after, int atMost) {}

    /** Connector/J's word for a result that it does not collect before it hands it out. */
    private static final int ROW_BY_ROW = Integer.MIN_VALUE;

    private static final String INSERT = "INSERT INTO outbox (%s, created_at) VALUES (%s, UTC_TIMESTAMP(6))"
            .formatted(StoredEvent.COLUMNS, StoredEvent.PLACEHOLDERS);

    private final JdbcClient jdbc;

    Outbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(StoredEvent event) {
        int rows = jdbc.sql(INSERT).params(event.parameters()).update();
        Rows.require(1, rows);
    }

    /** The last position of each shard, as it was a moment ago. */
    Map<Integer, Long> heads() {
        Map<Integer, Long> heads = new LinkedHashMap<>();
        jdbc.sql("SELECT shard, last_position FROM outbox_sequence ORDER BY shard")
                .query(row -> {
                    heads.put(row.getInt("shard"), row.getLong("last_position"));
                });
        return heads;
    }

    /** How many shards there are; none before the installation. */
    int shards() {
        return jdbc.sql("SELECT COUNT(*) FROM outbox_sequence")
                .query(Integer.class)
                .single();
    }

    /** Makes the first shards. */
    void createShards(int shards) {
        for (int shard = 0; shard < shards; shard++) {
            insertShard(shard, 0);
        }
    }

    void insertShard(int shard, long lastPosition) {
        int rows = jdbc.sql("INSERT INTO outbox_sequence (shard, last_position) VALUES (:shard, :last)")
                .param("shard", shard)
                .param("last", lastPosition)
                .update();
        Rows.require(1, rows);
    }

    /** Locks the sequence until the end of the transaction and returns the last position of each shard. */
    Map<Integer, Long> lockSequence() {
        Map<Integer, Long> last = new LinkedHashMap<>();
        jdbc.sql("SELECT shard, last_position FROM outbox_sequence ORDER BY shard FOR UPDATE")
                .query(row -> {
                    last.put(row.getInt("shard"), row.getLong("last_position"));
                });
        return last;
    }

    /** Events without a position, oldest first: a plain consistent read, as one that skips locked rows breaks the order of a key. */
    List<Unprocessed> unprocessed(long floor, int atMost) {
        return jdbc.sql("""
                        SELECT id, shard, event_key FROM outbox FORCE INDEX (outbox_unprocessed)
                        WHERE processed_at IS NULL AND id > :floor
                        ORDER BY id LIMIT :atMost""")
                .param("floor", floor)
                .param("atMost", atMost)
                .query((row, n) -> new Unprocessed(row.getLong("id"), row.getInt("shard"), row.getString("event_key")))
                .list();
    }

    /** Puts events without a position into the shards of their keys. */
    void putIntoShards(List<Long> ids, int shards) {
        int rows = jdbc.sql("""
                        UPDATE outbox FORCE INDEX (PRIMARY) SET shard = CRC32(event_key) MOD :shards
                        WHERE id IN (:ids)""").param("shards", shards).param("ids", ids).update();
        Rows.require(ids.size(), rows);
    }

    /**
     * Gives events their positions. Joined so that rows are reached by primary key whatever the optimiser thinks of the
     * table: a scan would wait for an open publisher while it holds the sequence.
     *
     * @param positions the position by event id; all of them must be without one
     */
    void number(Map<Long, Long> positions) {
        int rows = jdbc.sql("""
                        UPDATE JSON_TABLE(:positions, '$[*]'
                                 COLUMNS (id BIGINT PATH '$[0]', position BIGINT PATH '$[1]')) AS numbered
                        STRAIGHT_JOIN outbox FORCE INDEX (PRIMARY) ON outbox.id = numbered.id
                        SET outbox.position = numbered.position, outbox.processed_at = UTC_TIMESTAMP(6)""").param("positions", pairs(positions)).update();
        Rows.require(positions.size(), rows);
    }

    /** Records the new head of the shards; the sequence must be locked. */
    void advanceSequence(Map<Integer, Long> lastPositions) {
        int rows = jdbc.sql("""
                        UPDATE outbox_sequence FORCE INDEX (PRIMARY)
                        SET last_position = ELT(FIELD(shard, :shards), :heads)
                        WHERE shard IN (:shards)""")
                .param("shards", lastPositions.keySet())
                .param("heads", lastPositions.values())
                .update();
        Rows.require(lastPositions.size(), rows);
    }

    /** The highest id that has committed, or 0. */
    long highestId() {
        return jdbc.sql("SELECT COALESCE(MAX(id), 0) FROM outbox")
                .query(Long.class)
                .single();
    }

    /** How many events at or below the floor have no position, although no publisher can still have held them open. */
    long stragglers(long floor) {
        return jdbc.sql("""
                        SELECT COUNT(*) FROM outbox FORCE INDEX (outbox_unprocessed)
                        WHERE processed_at IS NULL AND id <= :floor""").param("floor", floor).query(Long.class).single();
    }

    /**
     * The next events of some shards, each shard's together and in order, ending with the one that reaches the size. Read
     * row by row, so that of many large events only those are in memory that are wanted.
     *
     * @param atMostBytes of payload; one event is always returned
     */
    List<LoggedEvent> read(List<Section> sections, long atMostBytes) {
        return read(
                sections,
                atMostBytes,
                Outbox::logged,
                logged -> logged.event().payload().length());
    }

    /** The same with what is to be known of an event elsewhere. */
    List<Carried> carry(List<Section> sections, long atMostBytes) {
        return read(
                sections,
                atMostBytes,
                row -> new Carried(logged(row), DatabaseTime.read(row, "created_at")),
                carried -> carried.logged().event().payload().length());
    }

    private <T> List<T> read(List<Section> sections, long atMostBytes, Reader<T> reader, ToLongFunction<T> size) {
        String one = """
                (SELECT position, origin, origin_position, source_position, created_at, %s
                 FROM outbox FORCE INDEX (outbox_log)
                 WHERE shard = :shard%%1$d AND position > :after%%1$d
                 ORDER BY shard, position LIMIT :atMost%%1$d)""".formatted(StoredEvent.COLUMNS);
        Map<String, Object> values = new HashMap<>();
        for (int n = 0; n < sections.size(); n++) {
            values.put("shard" + n, sections.get(n).shard());
            values.put("after" + n, sections.get(n).after());
            values.put("atMost" + n, sections.get(n).atMost());
        }
        String all =
                IntStream.range(0, sections.size()).mapToObj(one::formatted).collect(joining("\nUNION ALL\n"));
        return jdbc.sql(all).params(values).withFetchSize(ROW_BY_ROW).query(rows -> {
            List<T> events = new ArrayList<>();
            long bytes = 0;
            while (bytes < atMostBytes && rows.next()) {
                T event = reader.read(rows);
                bytes += size.applyAsLong(event);
                events.add(event);
            }
            return events;
        });
    }

    private static LoggedEvent logged(ResultSet row) throws SQLException {
        @Nullable String origin = row.getString("origin");
        return new LoggedEvent(
                row.getLong("position"),
                StoredEvent.read(row),
                origin == null
                        ? null
                        : new Origin(origin, row.getLong("origin_position"), row.getLong("source_position")));
    }

    /** The last position of the shard that was put in line before the time, or 0; looks no further back than that. */
    long lastBefore(int shard, Instant time) {
        return jdbc.sql("""
                        SELECT position FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND position IS NOT NULL AND processed_at < :time
                        ORDER BY shard DESC, position DESC LIMIT 1""")
                .param("shard", shard)
                .param("time", DatabaseTime.toColumn(time))
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** The last position up to this one whose event was born here; this one where the log keeps none. */
    long lastBornHere(int shard, long upTo) {
        return jdbc.sql("""
                        SELECT position FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND position <= :upTo AND origin IS NULL
                        ORDER BY shard DESC, position DESC LIMIT 1""")
                .param("shard", shard)
                .param("upTo", upTo)
                .query(Long.class)
                .optional()
                .orElse(upTo);
    }

    /** The oldest position that the shard still keeps, or null where it keeps none. */
    @Nullable Long oldest(int shard) {
        return jdbc.sql("""
                        SELECT position FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND position IS NOT NULL
                        ORDER BY shard, position LIMIT 1""").param("shard", shard).query(Long.class).optional().orElse(null);
    }

    /** The last position, among the oldest of the shard after one, that is older than the age; or 0. */
    long lastOlderThan(Duration age, int shard, long after, int atMost) {
        return jdbc.sql("""
                        SELECT COALESCE(MAX(position), 0)
                        FROM (SELECT position, processed_at FROM outbox FORCE INDEX (outbox_log)
                              WHERE shard = :shard AND position > :after
                              ORDER BY shard, position LIMIT :atMost) AS oldest
                        WHERE processed_at < UTC_TIMESTAMP(6) - INTERVAL :micros MICROSECOND""")
                .param("shard", shard)
                .param("after", after)
                .param("atMost", atMost)
                .param("micros", age.toNanos() / 1000)
                .query(Long.class)
                .single();
    }

    /**
     * Deletes the shard's events after the one position and up to the other, and tells how many there were. Reached
     * along the index whatever the optimiser thinks of the table: a scan would wait for an open publisher.
     */
    int delete(int shard, long after, long upTo) {
        return jdbc.sql("""
                        DELETE event FROM outbox AS event FORCE INDEX (outbox_log)
                        WHERE event.shard = :shard AND event.position > :after AND event.position <= :upTo""")
                .param("shard", shard)
                .param("after", after)
                .param("upTo", upTo)
                .update();
    }

    private static String pairs(Map<Long, Long> pairs) {
        StringBuilder json = new StringBuilder("[");
        pairs.forEach((left, right) -> json.append(json.length() == 1 ? "[" : ",[")
                .append(left)
                .append(',')
                .append(right)
                .append(']'));
        return json.append(']').toString();
    }
}

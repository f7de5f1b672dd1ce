package dev.orderly.bridge;

import com.google.common.base.Ascii;
import dev.orderly.messaging.Rows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of what was sent of this database's log. */
class Exports {

    /**
     * What was sent of a shard.
     *
     * @param previous the position that the last event named as the one before it; null where it is not to be told again
     * @param epochStart where the current epoch of the shard began
     * @param refusal why the broker does not take what comes next
     */
    record Sent(
            long position,
            @Nullable Long previous,
            long epochStart,
            @Nullable String refusal) {}

    /** The last event of a shard that was sent, and which one it named as the one before it. */
    record Told(long position, long previous) {}

    private static final int LONGEST = 1_000;

    private final JdbcClient jdbc;

    Exports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<Integer, Sent> all() {
        return read("");
    }

    /** The same, which nobody changes until the end of the transaction. */
    Map<Integer, Sent> lock() {
        return read(" FOR UPDATE");
    }

    private Map<Integer, Sent> read(String mode) {
        Map<Integer, Sent> all = new HashMap<>();
        jdbc.sql("SELECT shard, position, previous, epoch_start, refusal FROM exported ORDER BY shard" + mode)
                .query(row -> {
                    all.put(
                            row.getInt("shard"),
                            new Sent(
                                    row.getLong("position"),
                                    row.getObject("previous", Long.class),
                                    row.getLong("epoch_start"),
                                    row.getString("refusal")));
                });
        return all;
    }

    /** Records what was sent last of each shard; so the broker has taken it. */
    void record(Map<Integer, Told> last) {
        List<Integer> shards = List.copyOf(last.keySet());
        int rows = jdbc.sql("""
                        UPDATE exported FORCE INDEX (PRIMARY)
                        SET position = ELT(FIELD(shard, :shards), :positions),
                            previous = ELT(FIELD(shard, :shards), :previous), refusal = NULL
                        WHERE shard IN (:shards)""")
                .param("shards", shards)
                .param(
                        "positions",
                        shards.stream()
                                .map(shard -> told(last, shard).position())
                                .toList())
                .param(
                        "previous",
                        shards.stream()
                                .map(shard -> told(last, shard).previous())
                                .toList())
                .update();
        Rows.require(last.size(), rows);
    }

    private static Told told(Map<Integer, Told> last, int shard) {
        return Objects.requireNonNull(last.get(shard));
    }

    /** Has the next event name this position as that of the one before it. */
    void goOnAfter(int shard, long position) {
        int rows =
                jdbc.sql("""
                        UPDATE exported SET position = :position, previous = NULL, refusal = NULL WHERE shard = :shard""").param("position", position).param("shard", shard).update();
        Rows.require(1, rows);
    }

    /** Records why the broker does not take the shard's next event; false where that was known. */
    boolean refuse(int shard, String why) {
        return jdbc.sql("UPDATE exported SET refusal = :why WHERE shard = :shard AND NOT refusal <=> :why")
                        .param("why", Ascii.truncate(why, LONGEST, ""))
                        .param("shard", shard)
                        .update()
                > 0;
    }

    /** Begins to count from these positions. */
    void begin(Map<Integer, Long> positions) {
        positions.forEach((shard, position) -> {
            try {
                Rows.require(
                        1,
                        jdbc.sql("INSERT INTO exported (shard, position) VALUES (:shard, :position)")
                                .param("shard", shard)
                                .param("position", position)
                                .update());
            } catch (DuplicateKeyException known) {
                goOnAfter(shard, position);
            }
        });
    }

    /** Forgets what was sent, and begins to count from these positions. */
    void beginAnew(Map<Integer, Long> positions) {
        jdbc.sql("DELETE FROM exported").update();
        begin(positions);
    }

    /** Records where a new epoch begins. */
    void beginEpoch(Map<Integer, Long> heads) {
        heads.forEach((shard, head) ->
                jdbc.sql("""
                        UPDATE exported SET epoch_start = :head WHERE shard = :shard""").param("head", head).param("shard", shard).update());
    }
}

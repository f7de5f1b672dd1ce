package dev.orderly.bridge;

import dev.orderly.messaging.Rows;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of what was sent of this database's log. */
class Exports {

    /** What was sent of a shard, where its current epoch began, and why the broker does not take what comes next. */
    record Sent(long position, long epochStart, @Nullable String refusal) {}

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
        jdbc.sql("SELECT shard, position, epoch_start, refusal FROM exported ORDER BY shard" + mode)
                .query(row -> {
                    all.put(
                            row.getInt("shard"),
                            new Sent(row.getLong("position"), row.getLong("epoch_start"), row.getString("refusal")));
                });
        return all;
    }

    /** Records what was sent last of each shard; so the broker has taken it. */
    void record(Map<Integer, Long> last) {
        set("position = ELT(FIELD(shard, :shards), :values), refusal = NULL", last);
    }

    /** Records why the broker does not take the shard's next event; false where that was known. */
    boolean refuse(int shard, String why) {
        return jdbc.sql("UPDATE exported SET refusal = :why WHERE shard = :shard AND NOT refusal <=> :why")
                        .param("why", why.substring(0, Math.min(why.length(), LONGEST)))
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
                record(Map.of(shard, position));
            }
        });
    }

    /** Records where a new epoch begins. */
    void beginEpoch(Map<Integer, Long> heads) {
        set("epoch_start = ELT(FIELD(shard, :shards), :values)", heads);
    }

    private void set(String columns, Map<Integer, Long> values) {
        int rows = jdbc.sql("""
                        UPDATE exported FORCE INDEX (PRIMARY)
                        SET %s
                        WHERE shard IN (:shards)""".formatted(columns))
                .param("shards", values.keySet())
                .param("values", values.values())
                .update();
        Rows.require(values.size(), rows);
    }
}

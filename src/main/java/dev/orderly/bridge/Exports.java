package dev.orderly.bridge;

import dev.orderly.messaging.Rows;
import java.util.HashMap;
import java.util.Map;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of what was sent of this database's log. */
class Exports {

    /** What was sent of a shard, and where its current epoch began. */
    record Sent(long position, long epochStart) {}

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
        jdbc.sql("SELECT shard, position, epoch_start FROM exported ORDER BY shard" + mode)
                .query(row -> {
                    all.put(row.getInt("shard"), new Sent(row.getLong("position"), row.getLong("epoch_start")));
                });
        return all;
    }

    /** Records what was sent last of each shard. */
    void record(Map<Integer, Long> last) {
        int rows = jdbc.sql("""
                        UPDATE exported FORCE INDEX (PRIMARY)
                        SET position = ELT(FIELD(shard, :shards), :positions)
                        WHERE shard IN (:shards)""")
                .param("shards", last.keySet())
                .param("positions", last.values())
                .update();
        Rows.require(last.size(), rows);
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
        int rows = jdbc.sql("""
                        UPDATE exported FORCE INDEX (PRIMARY)
                        SET epoch_start = ELT(FIELD(shard, :shards), :heads)
                        WHERE shard IN (:shards)""")
                .param("shards", heads.keySet())
                .param("heads", heads.values())
                .update();
        Rows.require(heads.size(), rows);
    }
}

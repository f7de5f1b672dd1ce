package dev.orderly.bridge;

import dev.orderly.messaging.DatabaseTime;
import dev.orderly.messaging.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of how much of other sites' logs has arrived here. */
class Marks {

    /**
     * How much of one shard of a site's log has arrived.
     *
     * @param gapUntil the position before the first that came too early; null where there is no gap
     * @param awaitsResend whether what lies behind the gap will be sent again with what is missing
     */
    record Mark(
            String source,
            int shard,
            int epoch,
            long position,
            @Nullable Long gapUntil,
            @Nullable Instant gapSince,
            boolean awaitsResend) {

        Mark at(int newEpoch, long newPosition) {
            return new Mark(source, shard, newEpoch, newPosition, null, null, false);
        }

        Mark waitingUntil(long position) {
            return new Mark(source, shard, epoch, this.position, position, gapSince, false);
        }

        /** Will what follows on this position be sent again? What follows on an earlier one already has been. */
        boolean awaits(long previous) {
            return awaitsResend && gapUntil != null && previous >= gapUntil;
        }

        /** What is wrong where there is a gap, and what to do about it. */
        String inWords() {
            return """
                    Shard %1$d of %2$s waits: what was sent after position %3$d and up to %4$s has not arrived. Have it sent \
                    again: POST /api/messaging/bridge/resend {"shard":%1$d,"fromPosition":%5$d} at %2$s, and here POST \
                    /api/messaging/bridge/gaps/%2$s/%1$d {"decision":"AWAIT_RESEND"}. Or give it up: {"decision":"SKIP"}""".formatted(shard, source, position, gapUntil, position + 1);
        }
    }

    private static final String COLUMNS = "source, shard, epoch, position, gap_until, gap_since, awaits_resend";

    private final JdbcClient jdbc;

    Marks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Mark> all() {
        return jdbc.sql("SELECT %s FROM received ORDER BY source, shard".formatted(COLUMNS))
                .query((row, n) -> read(row))
                .list();
    }

    /** Locks the marks of a source's shards until the end of the transaction. */
    Map<Integer, Mark> lock(String source, Collection<Integer> shards) {
        Map<Integer, Mark> marks = new HashMap<>();
        jdbc.sql("""
                        SELECT %s FROM received FORCE INDEX (PRIMARY)
                        WHERE source = :source AND shard IN (:shards) ORDER BY shard FOR UPDATE""".formatted(COLUMNS))
                .param("source", source)
                .param("shards", shards)
                .query(row -> {
                    marks.put(row.getInt("shard"), read(row));
                });
        return marks;
    }

    Optional<Mark> lock(String source, int shard) {
        return Optional.ofNullable(lock(source, List.of(shard)).get(shard));
    }

    boolean knows(String source) {
        return jdbc.sql("SELECT 1 FROM received WHERE source = :source LIMIT 1")
                .param("source", source)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Begins with nothing of a site's log. */
    void begin(String source, int shards) {
        for (int shard = 0; shard < shards; shard++) {
            try {
                Rows.require(
                        1,
                        jdbc.sql("""
                                INSERT INTO received (source, shard, epoch, position, received_at)
                                VALUES (:source, :shard, 1, 0, UTC_TIMESTAMP(6))""")
                                .param("source", source)
                                .param("shard", shard)
                                .update());
            } catch (DuplicateKeyException known) {
                // Another process has begun.
            }
        }
    }

    /** Records a mark that has moved; a gap behind where it was is none any more. */
    void update(Mark mark) {
        int rows = jdbc.sql("""
                        UPDATE received
                        SET epoch = :epoch, position = :position, received_at = UTC_TIMESTAMP(6),
                            gap_until = NULL, gap_since = NULL, awaits_resend = :awaitsResend
                        WHERE source = :source AND shard = :shard""")
                .param("epoch", mark.epoch())
                .param("position", mark.position())
                .param("awaitsResend", mark.awaitsResend())
                .param("source", mark.source())
                .param("shard", mark.shard())
                .update();
        Rows.require(1, rows);
    }

    /** Those behind which something is missing that nobody is sending again. */
    List<Mark> gaps() {
        return jdbc.sql("SELECT %s FROM received WHERE gap_until IS NOT NULL ORDER BY source, shard".formatted(COLUMNS))
                .query((row, n) -> read(row))
                .list();
    }

    /** Records a gap behind a mark, which nobody has decided on yet. */
    void gap(Mark mark) {
        int rows = jdbc.sql("""
                        UPDATE received
                        SET gap_until = :until, gap_since = COALESCE(gap_since, UTC_TIMESTAMP(6)), awaits_resend = FALSE
                        WHERE source = :source AND shard = :shard""")
                .param("until", mark.gapUntil())
                .param("source", mark.source())
                .param("shard", mark.shard())
                .update();
        Rows.require(1, rows);
    }

    /** Records that what is missing will be sent again. */
    void awaitResend(Mark mark) {
        int rows = jdbc.sql("""
                        UPDATE received SET awaits_resend = TRUE WHERE source = :source AND shard = :shard""")
                .param("source", mark.source())
                .param("shard", mark.shard())
                .update();
        Rows.require(1, rows);
    }

    private static Mark read(ResultSet row) throws SQLException {
        return new Mark(
                row.getString("source"),
                row.getInt("shard"),
                row.getInt("epoch"),
                row.getLong("position"),
                row.getObject("gap_until", Long.class),
                DatabaseTime.readOrNull(row, "gap_since"),
                row.getBoolean("awaits_resend"));
    }
}

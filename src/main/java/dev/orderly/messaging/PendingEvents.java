package dev.orderly.messaging;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All SQL of which types and versions wait to be handled. What it costs grows with what waits, and not with what is kept.
 */
class PendingEvents {

    /**
     * How many events of a type and version wait somewhere.
     *
     * @param shard the lowest shard in which one does
     * @param first the position of the first there, or 0 where they have none
     */
    record Kind(String type, int version, long events, int shard, long first) {

        Kind and(Kind inHigherShard) {
            return new Kind(type, version, events + inHigherShard.events, shard, first);
        }
    }

    static final String IN_THE_LOG = """
            SELECT event_type, event_version, COUNT(*) AS events, shard, MIN(position) AS first
            FROM outbox FORCE INDEX (outbox_log)
            WHERE shard = :shard AND position > :after
            GROUP BY event_type, event_version, shard""";

    static final String NOT_IN_LINE = """
            SELECT event_type, event_version, COUNT(*) AS events, MIN(shard) AS shard, 0 AS first
            FROM outbox FORCE INDEX (outbox_unprocessed)
            WHERE processed_at IS NULL
            GROUP BY event_type, event_version""";

    static final String PARKED = """
            SELECT event_type, event_version, COUNT(*) AS events, shard, MIN(position) AS first
            FROM parked_event FORCE INDEX (PRIMARY)
            WHERE module = :module AND dead_at IS NULL
            GROUP BY event_type, event_version, shard
            ORDER BY shard""";

    static final String DELAYED = """
            SELECT event_type, event_version, COUNT(*) AS events, MIN(shard) AS shard, 0 AS first
            FROM delayed_event
            GROUP BY event_type, event_version""";

    private final JdbcClient jdbc;

    PendingEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of a shard that stand in line after a position. */
    List<Kind> inTheLog(int shard, long after) {
        return jdbc.sql(IN_THE_LOG)
                .param("shard", shard)
                .param("after", after)
                .query(PendingEvents::kind)
                .list();
    }

    /** Those that were committed and have no position yet. */
    List<Kind> notInLine() {
        return jdbc.sql(NOT_IN_LINE).query(PendingEvents::kind).list();
    }

    /** Those of a module that are tried again by themselves, or wait for one that is; dead letters wait for a person. */
    List<Kind> parked(String module) {
        return jdbc.sql(PARKED)
                .param("module", module)
                .query(PendingEvents::kind)
                .list();
    }

    /** Those that enter the outbox when they are due. */
    List<Kind> delayed() {
        return jdbc.sql(DELAYED).query(PendingEvents::kind).list();
    }

    private static Kind kind(ResultSet row, int number) throws SQLException {
        return new Kind(
                row.getString("event_type"),
                row.getInt("event_version"),
                row.getLong("events"),
                row.getInt("shard"),
                row.getLong("first"));
    }
}

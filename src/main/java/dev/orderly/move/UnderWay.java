package dev.orderly.move;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of what was born at one site and has not arrived at another that is told of it. */
class UnderWay {

    private final End source;
    private final End receiver;
    private final JdbcClient jdbc;

    UnderWay(End source, End receiver) {
        this.source = source;
        this.receiver = receiver;
        this.jdbc = source.jdbc();
    }

    /** Is an event of the module on its way, or not even in line? */
    boolean isAnythingOf(String module) {
        return arrived().entrySet().stream().anyMatch(mark -> waits(mark.getKey(), mark.getValue(), module + ".%"));
    }

    /** Is any event on its way, or not even in line? */
    boolean isAnything() {
        Map<Integer, Long> arrived = arrived();
        return source.places().heads().keySet().stream().anyMatch(shard -> {
            long mark = arrived.getOrDefault(shard, 0L);
            return mark < sent(shard) || waits(shard, mark, "%");
        });
    }

    private boolean waits(int shard, long arrived, String types) {
        return jdbc.sql("""
                        SELECT 1 FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND (position > :arrived OR position IS NULL)
                          AND origin IS NULL AND event_type LIKE :types
                        LIMIT 1""")
                .param("shard", shard)
                .param("arrived", arrived)
                .param("types", types)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /**
     * Does only the broker have an event, as it was told and is cleaned up, and has not arrived?
     *
     * @param cleaned up to which position the source's log is cleaned up
     */
    boolean isLeftToTheBroker(int shard, long cleaned) {
        @Nullable Long arrived = arrived().get(shard);
        return arrived != null && arrived < Math.min(cleaned, sent(shard));
    }

    private Map<Integer, Long> arrived() {
        return Connect.marks(receiver, source.name());
    }

    private long sent(int shard) {
        return jdbc.sql("SELECT position FROM exported WHERE shard = :shard")
                .param("shard", shard)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }
}

package dev.orderly.move;

import static java.util.stream.Collectors.joining;

import dev.orderly.messaging.Rows;
import dev.orderly.messaging.Site;
import dev.orderly.move.Fence.Declared;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All SQL of letting a module go on in another log than the one that it was stopped in: from the first event there that it
 * has not handled, passing over those behind it that it has.
 */
class Settle {

    private final End end;
    private final JdbcClient jdbc;

    Settle(End end) {
        this.end = end;
        this.jdbc = end.jdbc();
    }

    /** Gives the module its declaration, its cursors and what it passes over; where the cursors are, by shard. */
    Map<Integer, Long> run(String module, @Nullable Declared declared, Handled handled) {
        return end.side().inTransaction(() -> {
            new Fence(end.side()).lockGuard();
            Map<Integer, Long> heads = lockSequence();
            Map<Integer, Long> cursors = new TreeMap<>();
            forget(module);
            if (declared == null) {
                return cursors;
            }
            long generation = declare(module, declared);
            handled.shards().forEach(shard -> {
                long cursor = end.hub()
                        ? handled.upTo(shard, Site.HUB)
                        : firstUnhandled(shard, handled, Objects.requireNonNull(heads.get(shard)) + 1) - 1;
                insertCursor(module, shard, cursor, generation);
                cursors.put(shard, cursor);
                handled.sites().forEach(site -> passOver(module, shard, site, handled.upTo(shard, site)));
            });
            return cursors;
        });
    }

    /** Takes away what {@link #run} gave; nobody may run the module here. */
    void undo(String module) {
        end.side().inTransaction(() -> {
            new Fence(end.side()).lockGuard();
            forget(module);
            // Whoever was built before modules could move knows by this that he is not to run it. And no generation
            // comes twice, which somebody may still have who ran the module when it lived here before.
            jdbc.sql("UPDATE consumer SET revision = :newest, generation = generation + 1 WHERE module = :module")
                    .param("newest", Fence.NEWER_THAN_ANY)
                    .param("module", module)
                    .update();
        });
    }

    /** Takes everything away by which the module went on here, but for what turns older processes away. */
    void forget(String module) {
        for (String table : new String[] {"consumer_cursor", "consumer_skip", "parked_event"}) {
            jdbc.sql("DELETE FROM %s WHERE module = :module".formatted(table))
                    .param("module", module)
                    .update();
        }
    }

    private Map<Integer, Long> lockSequence() {
        Map<Integer, Long> heads = new TreeMap<>();
        jdbc.sql("SELECT shard, last_position FROM outbox_sequence ORDER BY shard FOR UPDATE")
                .query(row -> {
                    heads.put(row.getInt("shard"), row.getLong("last_position"));
                });
        return heads;
    }

    /** Under a generation that no process has ever had. */
    private long declare(String module, Declared declared) {
        long generation = jdbc.sql("SELECT COALESCE(MAX(generation), 0) FROM consumer WHERE module = :module")
                        .param("module", module)
                        .query(Long.class)
                        .single()
                + 1;
        jdbc.sql("DELETE FROM consumer WHERE module = :module")
                .param("module", module)
                .update();
        Rows.require(
                1,
                jdbc.sql("""
                        INSERT INTO consumer (module, revision, event_types, generation, created_at)
                        VALUES (:module, :revision, :types, :generation, UTC_TIMESTAMP(6))""")
                        .param("module", module)
                        .param("revision", declared.revision())
                        .param("types", declared.types())
                        .param("generation", generation)
                        .update());
        return generation;
    }

    /** The first position of the shard whose event was not handled in any log that it is in; else the one given. */
    private long firstUnhandled(int shard, Handled handled, long otherwise) {
        String byBirth = handled.sites().isEmpty()
                ? "0"
                : handled.sites().stream()
                        .map(site -> "WHEN '%s' THEN %d".formatted(site, handled.upTo(shard, site)))
                        .collect(joining(" ", "CASE origin ", " ELSE 0 END"));
        return jdbc.sql("""
                        SELECT COALESCE(MIN(position), :otherwise) FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND position IS NOT NULL
                          AND CASE WHEN origin IS NULL THEN position > :own
                                   ELSE source_position > :hub AND origin_position > %s END""".formatted(byBirth))
                .param("otherwise", otherwise)
                .param("shard", shard)
                .param("own", handled.upTo(shard, end.name()))
                .param("hub", handled.upTo(shard, Site.HUB))
                .query(Long.class)
                .single();
    }

    private void insertCursor(String module, int shard, long position, long generation) {
        Rows.require(
                1,
                jdbc.sql("""
                        INSERT INTO consumer_cursor (module, shard, position, generation, batch, moved_at)
                        VALUES (:module, :shard, :position, :generation, 0, UTC_TIMESTAMP(6))""")
                        .param("module", module)
                        .param("shard", shard)
                        .param("position", position)
                        .param("generation", generation)
                        .update());
    }

    /** At the hub its own log needs no mark: all that is handled there is before the cursor. */
    private void passOver(String module, int shard, String site, long position) {
        if (position > 0 && !(end.hub() && site.equals(Site.HUB))) {
            Rows.require(
                    1,
                    jdbc.sql("""
                            INSERT INTO consumer_skip (module, shard, site, position)
                            VALUES (:module, :shard, :site, :position)""")
                            .param("module", module)
                            .param("shard", shard)
                            .param("site", site)
                            .param("position", position)
                            .update());
        }
    }
}

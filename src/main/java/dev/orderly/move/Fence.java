package dev.orderly.move;

import dev.orderly.messaging.Rows;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * All SQL of stopping a module in the database that it leaves. The fence turns away whoever was built or started before the
 * module moved: to them it looks as if a newer version had taken over. Its cursors stay where they are, so that the log is
 * kept for it, and nobody can take them for his own.
 */
class Fence {

    /** What the module had declared; null where it consumes nothing. */
    record Declared(int revision, String types, long generation) {}

    /** Newer than any version. */
    static final int NEWER_THAN_ANY = Integer.MAX_VALUE;

    /** A registration that is outdated has -1, and generations begin with 1. */
    private static final int NOBODYS = 0;

    private static final String EVENT = """
            event_id, aggregate_type, aggregate_id, event_type, event_version, event_key, shard, payload, traceparent, \
            correlation_id, causation_id, due_at""";

    private final Side side;
    private final JdbcClient jdbc;

    Fence(Side side) {
        this.side = side;
        this.jdbc = side.jdbc();
    }

    /** Notes that a move begins, unless it has begun before. */
    void begin(String module, int move) {
        try {
            Rows.require(
                    1, jdbc.sql("""
                            INSERT INTO module_move (module, move, keys_since) VALUES (:module, :move, UTC_TIMESTAMP(6))""").param("module", module).param("move", move).update());
        } catch (DuplicateKeyException begun) {
            // It goes on.
        }
    }

    /** When the move began, by the database's clock, as text. */
    Optional<String> keysSince(String module) {
        return jdbc.sql("SELECT CAST(keys_since AS CHAR) AS since FROM module_move WHERE module = :module")
                .param("module", module)
                .query((row, n) -> Objects.requireNonNull(row.getString("since")))
                .optional();
    }

    boolean stands(String module) {
        return jdbc.sql("SELECT 1 FROM module_move WHERE module = :module AND fenced_at IS NOT NULL")
                .param("module", module)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Puts the fence up; waits for the steps of handlers that are under way. */
    void close(String module) {
        if (stands(module)) {
            return;
        }
        side.inTransaction(() -> {
            lockGuard();
            Optional<Declared> declared = lockDeclared(module);
            lockCursors(module);
            declared.ifPresent(
                    known -> declare(module, NEWER_THAN_ANY, known.types(), known.generation() + 1, NOBODYS));
            Rows.require(
                    1,
                    jdbc.sql("""
                            UPDATE module_move
                            SET revision = :revision, event_types = :types, generation = :generation,
                                fenced_at = UTC_TIMESTAMP(6)
                            WHERE module = :module""")
                            .param("revision", declared.map(Declared::revision).orElse(null))
                            .param("types", declared.map(Declared::types).orElse(null))
                            .param(
                                    "generation",
                                    declared.map(Declared::generation).orElse(null))
                            .param("module", module)
                            .update());
            carryEvents(module, "delayed_event", "moving_event");
        });
    }

    /** Takes the fence away, as if it had never stood; to be called in a transaction. */
    void open(String module) {
        lockGuard();
        Optional<Declared> former = declared(module);
        Optional<Declared> now = lockDeclared(module);
        lockCursors(module);
        if (former.isPresent() && now.isPresent()) {
            long generation = now.get().generation() + 1;
            declare(module, former.get().revision(), former.get().types(), generation, generation);
        }
        release(module);
        end(module);
    }

    /** Lets the module's delayed events wait for their time again; to be called in a transaction. */
    void release(String module) {
        carryEvents(module, "moving_event", "delayed_event");
    }

    void end(String module) {
        jdbc.sql("DELETE FROM module_move WHERE module = :module")
                .param("module", module)
                .update();
    }

    /** What the module had declared when it was stopped. */
    Optional<Declared> declared(String module) {
        return jdbc.sql("""
                        SELECT revision, event_types, generation FROM module_move
                        WHERE module = :module AND revision IS NOT NULL""")
                .param("module", module)
                .query((row, n) -> new Declared(
                        row.getInt("revision"), text(row.getString("event_types")), row.getLong("generation")))
                .optional();
    }

    private Optional<Declared> lockDeclared(String module) {
        return jdbc.sql("SELECT revision, event_types, generation FROM consumer WHERE module = :module FOR UPDATE")
                .param("module", module)
                .query((row, n) -> new Declared(
                        row.getInt("revision"), text(row.getString("event_types")), row.getLong("generation")))
                .optional();
    }

    private static String text(@Nullable String types) {
        return types == null ? "" : types;
    }

    /** Locks the row that guards the far end of the log, until the end of the transaction. */
    void lockGuard() {
        jdbc.sql("SELECT id FROM log_guard WHERE id = 1 FOR UPDATE")
                .query(Integer.class)
                .single();
    }

    /** Keeps the module's parked events as they are too: whoever changes them holds the cursor. */
    void lockCursors(String module) {
        jdbc.sql("SELECT shard FROM consumer_cursor WHERE module = :module ORDER BY shard FOR UPDATE")
                .param("module", module)
                .query(Integer.class)
                .list();
    }

    private void declare(String module, int revision, String types, long generation, long cursors) {
        Rows.require(
                1,
                jdbc.sql("""
                        UPDATE consumer SET revision = :revision, event_types = :types, generation = :generation
                        WHERE module = :module""")
                        .param("revision", revision)
                        .param("types", types)
                        .param("generation", generation)
                        .param("module", module)
                        .update());
        jdbc.sql("UPDATE consumer_cursor SET generation = :generation WHERE module = :module")
                .param("generation", cursors)
                .param("module", module)
                .update();
    }

    private void carryEvents(String module, String from, String to) {
        int inserted = jdbc.sql("""
                        INSERT INTO %1$s (%3$s)
                        SELECT %3$s FROM %2$s WHERE event_type LIKE :ofModule ORDER BY due_at, id FOR UPDATE""".formatted(to, from, EVENT))
                .param("ofModule", module + ".%")
                .update();
        int deleted = jdbc.sql("DELETE FROM %s WHERE event_type LIKE :ofModule".formatted(from))
                .param("ofModule", module + ".%")
                .update();
        Rows.require(inserted, deleted);
    }
}

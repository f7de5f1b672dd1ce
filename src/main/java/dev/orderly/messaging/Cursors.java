package dev.orderly.messaging;

import dev.orderly.messaging.Sites.Home;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of what modules consume and how far they have got. */
class Cursors {

    /**
     * How far a module has got in a shard, and under which of its declarations.
     *
     * @param batch the token of whoever moved it last
     * @param session the id of the database session that has it locked
     */
    record Cursor(long position, long generation, long batch, long session) {}

    /**
     * What a module last declared.
     *
     * @param types what it reads, as {@link Registrar} writes it down
     */
    record Consumer(int revision, Set<String> types, long generation) {}

    /** A shard in which a module has something to do. */
    record Pending(String module, int shard) {}

    /** What there is to do, and where modules live that have moved. */
    record Outlook(List<Pending> pending, List<Home> homes) {}

    private final JdbcClient jdbc;

    Cursors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks the cursor until the end of the transaction; empty where somebody else has it. */
    Optional<Cursor> lock(String module, int shard) {
        return Optional.ofNullable(lock(module, Set.of(shard)).get(shard));
    }

    /** Locks those cursors until the end of the transaction that nobody else has, and returns them by shard. */
    Map<Integer, Cursor> lock(String module, Set<Integer> shards) {
        return lock(module, shards, "FOR UPDATE SKIP LOCKED");
    }

    /** Like {@link #lock}, but waits for whoever has it, as long as a session waits for a lock. */
    Optional<Cursor> await(String module, int shard) {
        return Optional.ofNullable(lock(module, Set.of(shard), "FOR UPDATE").get(shard));
    }

    private Map<Integer, Cursor> lock(String module, Set<Integer> shards, String mode) {
        Map<Integer, Cursor> cursors = new HashMap<>();
        jdbc.sql("""
                        SELECT shard, position, generation, batch, CONNECTION_ID() AS session
                        FROM consumer_cursor FORCE INDEX (PRIMARY)
                        WHERE module = :module AND shard IN (:shards)
                        %s""".formatted(mode))
                .param("module", module)
                .param("shards", shards)
                .query(row -> {
                    cursors.put(
                            row.getInt("shard"),
                            new Cursor(
                                    row.getLong("position"),
                                    row.getLong("generation"),
                                    row.getLong("batch"),
                                    row.getLong("session")));
                });
        return cursors;
    }

    /** Ends a session of this application; what it was at is rolled back. */
    void kill(long session) {
        jdbc.sql("KILL " + session).update();
    }

    /** Locks all cursors of a module until the end of the transaction, and returns their positions by shard. */
    Map<Integer, Long> lockAll(String module) {
        Map<Integer, Long> positions = new LinkedHashMap<>();
        jdbc.sql("SELECT shard, position FROM consumer_cursor WHERE module = :module ORDER BY shard FOR UPDATE")
                .param("module", module)
                .query(row -> {
                    positions.put(row.getInt("shard"), row.getLong("position"));
                });
        return positions;
    }

    /** Locks the module, and so all its shards, until the end of the transaction; false where somebody else has it. */
    boolean lockModule(String module) {
        return jdbc.sql("SELECT module FROM consumer WHERE module = :module FOR UPDATE SKIP LOCKED")
                .param("module", module)
                .query(String.class)
                .optional()
                .isPresent();
    }

    /** Moves a locked cursor and leaves the batch's token in it. */
    void move(String module, int shard, long position, long batch) {
        move(module, Map.of(shard, position), batch);
    }

    /** Moves locked cursors to their positions and leaves the batch's token in them. */
    void move(String module, Map<Integer, Long> positions, long batch) {
        int rows = jdbc.sql("""
                        UPDATE consumer_cursor FORCE INDEX (PRIMARY)
                        SET position = ELT(FIELD(shard, :shards), :positions), batch = :batch,
                            moved_at = UTC_TIMESTAMP(6)
                        WHERE module = :module AND shard IN (:shards)""")
                .param("shards", positions.keySet())
                .param("positions", positions.values())
                .param("batch", batch)
                .param("module", module)
                .update();
        Rows.require(positions.size(), rows);
    }

    /** Does the cursor still carry the batch's token? Not so where the database has rolled the transaction back meanwhile. */
    boolean carries(String module, int shard, long batch) {
        return jdbc.sql("""
                        SELECT batch FROM consumer_cursor WHERE module = :module AND shard = :shard""")
                .param("module", module)
                .param("shard", shard)
                .query(Long.class)
                .optional()
                .filter(token -> token == batch)
                .isPresent();
    }

    /**
     * The shards in which modules have unhandled events, or parked ones whose time has come; and in the same statement, as
     * every process asks each second, where modules live that have moved.
     */
    Outlook outlook() {
        Outlook outlook = new Outlook(new ArrayList<>(), new ArrayList<>());
        jdbc.sql("""
                        SELECT c.module, c.shard, NULL AS home, NULL AS moving_to, NULL AS move
                        FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                        WHERE s.last_position > c.position
                        UNION
                        SELECT p.module, p.shard, NULL, NULL, NULL
                        FROM parked_event p FORCE INDEX (parked_event_due)
                        WHERE p.next_attempt_at <= UTC_TIMESTAMP(6) AND %s
                        UNION ALL
                        SELECT module, NULL, home, moving_to, move FROM module_home""".formatted(ParkedEvents.IS_HEAD)).query(row -> {
            String home = row.getString("home");
            if (home == null) {
                outlook.pending().add(new Pending(row.getString("module"), row.getInt("shard")));
            } else {
                outlook.homes()
                        .add(new Home(row.getString("module"), home, row.getString("moving_to"), row.getInt("move")));
            }
        });
        return outlook;
    }

    /**
     * Moves a consumer's cursors that nobody has moved meanwhile, all or none.
     *
     * @param from where they are thought to be
     * @param to where they are to go, of the same shards
     * @return false where one was elsewhere; nothing may be committed then
     */
    boolean moveFrom(String module, Map<Integer, Long> from, Map<Integer, Long> to) {
        List<Integer> shards = List.copyOf(to.keySet());
        int rows = jdbc.sql("""
                        UPDATE consumer_cursor FORCE INDEX (PRIMARY)
                        SET position = ELT(FIELD(shard, :shards), :to), moved_at = UTC_TIMESTAMP(6)
                        WHERE module = :module AND shard IN (:shards)
                          AND position = CAST(ELT(FIELD(shard, :shards), :from) AS SIGNED)""")
                .param("shards", shards)
                .param("to", shards.stream().map(to::get).toList())
                .param("from", shards.stream().map(from::get).toList())
                .param("module", module)
                .update();
        return rows == shards.size();
    }

    /** Where the module's cursors are, by shard; empty where it has none. */
    Map<Integer, Long> positions(String module) {
        Map<Integer, Long> positions = new LinkedHashMap<>();
        jdbc.sql("SELECT shard, position FROM consumer_cursor WHERE module = :module ORDER BY shard")
                .param("module", module)
                .query(row -> {
                    positions.put(row.getInt("shard"), row.getLong("position"));
                });
        return positions;
    }

    Optional<Consumer> lockConsumer(String module) {
        return jdbc.sql("SELECT revision, event_types, generation FROM consumer WHERE module = :module FOR UPDATE")
                .param("module", module)
                .query((row, n) -> new Consumer(
                        row.getInt("revision"), types(row.getString("event_types")), row.getLong("generation")))
                .optional();
    }

    /** What each module reads, in whichever process it runs, by the modules' names. */
    SortedMap<String, Set<String>> declared() {
        SortedMap<String, Set<String>> declared = new TreeMap<>();
        jdbc.sql("SELECT module, event_types FROM consumer").query(row -> {
            declared.put(row.getString("module"), types(row.getString("event_types")));
        });
        return declared;
    }

    void insertConsumer(String module, Consumer consumer) {
        int rows = jdbc.sql("""
                        INSERT INTO consumer (module, revision, event_types, generation, created_at)
                        VALUES (:module, :revision, :types, :generation, UTC_TIMESTAMP(6))""")
                .param("module", module)
                .param("revision", consumer.revision())
                .param("types", text(consumer.types()))
                .param("generation", consumer.generation())
                .update();
        Rows.require(1, rows);
    }

    void insertCursor(String module, int shard, long position, long generation) {
        int rows = jdbc.sql("""
                        INSERT INTO consumer_cursor (module, shard, position, generation, batch, moved_at)
                        VALUES (:module, :shard, :position, :generation, 0, UTC_TIMESTAMP(6))""")
                .param("module", module)
                .param("shard", shard)
                .param("position", position)
                .param("generation", generation)
                .update();
        Rows.require(1, rows);
    }

    /** Replaces what a module declared; instances that run under an older declaration can lock its cursors no more. */
    void updateConsumer(String module, Consumer consumer) {
        int rows = jdbc.sql("""
                        UPDATE consumer SET revision = :revision, event_types = :types, generation = :generation
                        WHERE module = :module""")
                .param("revision", consumer.revision())
                .param("types", text(consumer.types()))
                .param("generation", consumer.generation())
                .param("module", module)
                .update();
        Rows.require(1, rows);
        jdbc.sql("UPDATE consumer_cursor SET generation = :generation WHERE module = :module")
                .param("generation", consumer.generation())
                .param("module", module)
                .update();
    }

    /**
     * Forgets what a module had handled elsewhere before it came here, so that it is given that too. Processes that run the
     * module remember it: they can lock its cursors no more, and take it up anew.
     */
    void forgetElsewhere(String module) {
        int skips = jdbc.sql("DELETE FROM consumer_skip WHERE module = :module")
                .param("module", module)
                .update();
        if (skips > 0) {
            for (String sql : List.of(
                    "UPDATE module_home SET move = move + 1 WHERE module = :module AND moving_to IS NULL",
                    "UPDATE consumer SET generation = generation + 1 WHERE module = :module")) {
                Rows.require(1, jdbc.sql(sql).param("module", module).update());
            }
            jdbc.sql("UPDATE consumer_cursor SET generation = generation + 1 WHERE module = :module")
                    .param("module", module)
                    .update();
        }
    }

    /** Forgets a module: its declaration, its cursors and its parked events. False where it is not known. */
    boolean delete(String module) {
        boolean known = jdbc.sql("DELETE FROM consumer WHERE module = :module")
                        .param("module", module)
                        .update()
                == 1;
        jdbc.sql("DELETE FROM consumer_cursor WHERE module = :module")
                .param("module", module)
                .update();
        jdbc.sql("DELETE FROM parked_event WHERE module = :module")
                .param("module", module)
                .update();
        return known;
    }

    /** The slowest cursor's position in the shard; empty where nobody consumes. */
    Optional<Long> slowest(int shard) {
        return jdbc.sql("SELECT MIN(position) FROM consumer_cursor WHERE shard = :shard")
                .param("shard", shard)
                .query((row, n) -> Optional.ofNullable(row.getObject(1, Long.class)))
                .single();
    }

    /** Locks the row that guards the far end of the log, until the end of the transaction. */
    void lockGuard() {
        jdbc.sql("SELECT id FROM log_guard WHERE id = 1 FOR UPDATE")
                .query(Integer.class)
                .single();
    }

    /** The database's time, which lags are measured against. */
    Instant now() {
        return jdbc.sql("SELECT UTC_TIMESTAMP(6) AS now")
                .query((row, n) -> DatabaseTime.read(row, "now"))
                .single();
    }

    private static Set<String> types(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(","));
    }

    private static String text(Set<String> types) {
        return String.join(",", types.stream().sorted().toList());
    }
}

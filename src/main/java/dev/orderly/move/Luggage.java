package dev.orderly.move;

import static java.util.stream.Collectors.joining;

import dev.orderly.messaging.CommandRefused;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * All SQL of what a module has beside its own tables: the events that wait for it, what people did about dead letters, the
 * events that it will say later, and the keys by which its door knows a repeated call.
 */
class Luggage {

    private static final String PARKED = "parked_event";
    private static final String ATTEMPTS = "parked_attempt";
    private static final String ACTS = "dead_letter_act";
    private static final String LATER = "moving_event";
    private static final String KEYS = "idempotency_key";

    private final Side from;
    private final Side to;
    private final Tables columns;
    private final Places places;
    private final Places targetPlaces;

    Luggage(Side from, Side to) {
        this.from = from;
        this.to = to;
        this.columns = new Tables(from, Duration.ZERO);
        this.places = new Places(from);
        this.targetPlaces = new Places(to);
    }

    /**
     * Copies all of it but the keys; what an earlier try left is replaced. The events that wait keep their order, just below
     * the cursors.
     *
     * @param cursors where the module goes on, by shard
     */
    String copy(String module, Map<Integer, Long> cursors) {
        unpack(to, module);
        CopyRows copy = new CopyRows(from, to);
        long parked = copy.rows(select(PARKED, parked(module, cursors)), PARKED, columns.columns(PARKED), "");
        long attempts = copy.rows(
                select(ATTEMPTS, """
                        SELECT %s
                        FROM (%s) p JOIN parked_attempt a
                          ON a.module = p.module AND a.shard = p.shard AND a.position = p.former""".formatted(list(ATTEMPTS, "a", "p.position"), parked(module, cursors))),
                ATTEMPTS,
                columns.columns(ATTEMPTS),
                "");
        List<Column> acts = withoutId(ACTS);
        long acted = copy.rows(
                CopyRows.select(ACTS, acts) + " WHERE module = '%s' ORDER BY id".formatted(module), ACTS, acts, "");
        List<Column> later = withoutId(LATER);
        long delayed = copy.rows(
                CopyRows.select(LATER, later) + " WHERE event_type LIKE '%s.%%' ORDER BY id".formatted(module),
                LATER,
                later,
                "");
        require(PARKED, parked, count(from, PARKED, module), count(to, PARKED, module));
        require(ATTEMPTS, attempts, count(from, ATTEMPTS, module), count(to, ATTEMPTS, module));
        require(ACTS, acted, count(from, ACTS, module), count(to, ACTS, module));
        return "%d parked events with %d attempts, %d acts on dead letters, %d delayed events"
                .formatted(parked, attempts, acted, delayed);
    }

    /** Takes away what was copied there. */
    static void unpack(Side side, String module) {
        side.inTransaction(() -> {
            for (String table : new String[] {PARKED, ACTS}) {
                side.jdbc()
                        .sql("DELETE FROM %s WHERE module = :module".formatted(table))
                        .param("module", module)
                        .update();
            }
            side.jdbc()
                    .sql("DELETE FROM %s WHERE event_type LIKE :ofModule".formatted(LATER))
                    .param("ofModule", module + ".%")
                    .update();
        });
    }

    /**
     * Copies the keys of calls. Nobody can tell by a key which module's door it was for, so both databases have all.
     *
     * @param since only those that are younger, in the words of the database
     */
    long keys(String since) {
        if (!places.exists(KEYS) || !targetPlaces.exists(KEYS)) {
            return 0;
        }
        List<Column> all = columns.columns(KEYS);
        return new CopyRows(from, to)
                .rows(
                        CopyRows.select(KEYS, all) + " FORCE INDEX (idempotency_key_by_age) WHERE created_at >= "
                                + since,
                        KEYS,
                        all,
                        // Neither a row nor an answer changes where the key is known.
                        " ON DUPLICATE KEY UPDATE created_at = idempotency_key.created_at");
    }

    private String parked(String module, Map<Integer, Long> cursors) {
        Map<Integer, Long> waiting = new HashMap<>();
        from.jdbc()
                .sql("SELECT shard, COUNT(*) AS number FROM parked_event WHERE module = :module GROUP BY shard")
                .param("module", module)
                .query(row -> {
                    waiting.put(row.getInt("shard"), row.getLong("number"));
                });
        String base = cursors.entrySet().stream()
                .map(place -> "WHEN %d THEN %d"
                        .formatted(
                                place.getKey(),
                                place.getValue() - Objects.requireNonNullElse(waiting.get(place.getKey()), 0L)))
                .collect(joining(" "));
        String position = base.isEmpty()
                ? "p.position"
                : "CASE p.shard %s END + CAST(ROW_NUMBER() OVER (PARTITION BY p.shard ORDER BY p.position) AS SIGNED)"
                        .formatted(base);
        return "SELECT %s, p.position AS former FROM parked_event p WHERE p.module = '%s'"
                .formatted(list(PARKED, "p", position), module);
    }

    /** All columns of a table, with something else for its position. */
    private String list(String table, String alias, String position) {
        return columns.columns(table).stream()
                .map(column ->
                        column.name().equals("position") ? position + " AS position" : alias + "." + column.quoted())
                .collect(joining(", "));
    }

    private String select(String table, String rows) {
        return columns.columns(table).stream()
                .map(Column::exact)
                .collect(joining(", ", "SELECT ", " FROM (%s) AS renumbered ORDER BY shard, position".formatted(rows)));
    }

    /** The columns but for a number that each database gives by itself. */
    private List<Column> withoutId(String table) {
        return columns.columns(table).stream()
                .filter(column -> !column.name().equals("id"))
                .toList();
    }

    private static long count(Side side, String table, String module) {
        return side.jdbc()
                .sql("SELECT COUNT(*) FROM %s WHERE module = :module".formatted(table))
                .param("module", module)
                .query(Long.class)
                .single();
    }

    private static void require(String table, long carried, long there, long here) {
        if (carried != there || here != there) {
            throw new CommandRefused(
                    "%s has %d rows of the module where it was, and %d where it goes, after %d were carried. Run the command again, or undo."
                            .formatted(table, there, here, carried));
        }
    }
}

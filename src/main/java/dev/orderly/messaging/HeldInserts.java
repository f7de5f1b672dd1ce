package dev.orderly.messaging;

import com.mysql.cj.jdbc.JdbcConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Inserts that wait to be sent together, those of one statement as one. Between statements the order is that of their
 * first rows, and never another one than within an event.
 */
class HeldInserts {

    /** An insert of one row, given by values, functions and parameters: it answers 1 or fails. */
    private static final Pattern ONE_ROW = Pattern.compile(
            "(?<head>\\s*INSERT\\s+INTO\\s+\\w+\\s*\\([\\w\\s,]*\\)\\s*VALUES\\s*)(?<row>\\((?:[^()'\"`]|\\([^()'\"`]*\\))*\\))\\s*",
            Pattern.CASE_INSENSITIVE);

    /** Values that hang on what other statements have done. */
    private static final Pattern DEPENDENT =
            Pattern.compile("\\b(?:SELECT|LAST_INSERT_ID|ROW_COUNT|FOUND_ROWS)\\b", Pattern.CASE_INSENSITIVE);

    /** Few enough for the parameters of one statement, of which a server takes 65,535. */
    private static final int MOST_ROWS = 500;

    /** @param place its place in the order of sending */
    private record Rows(int place, List<List<Parameter>> rows) {}

    private final Map<String, Rows> held = new LinkedHashMap<>();
    /** The place of the last insert of the current event. */
    private int reached;

    static boolean canBeHeld(String sql) {
        return ONE_ROW.matcher(sql).matches() && !DEPENDENT.matcher(sql).find();
    }

    void nextEvent() {
        reached = 0;
    }

    /** Must what is held be sent before this insert, as it would come before earlier ones of its event? */
    boolean isFullFor(String sql) {
        Rows known = held.get(sql);
        return known != null && (known.place() < reached || known.rows().size() == MOST_ROWS);
    }

    void hold(String sql, Collection<Parameter> row) {
        int next = held.size();
        Rows rows = held.computeIfAbsent(sql, statement -> new Rows(next, new ArrayList<>()));
        rows.rows().add(List.copyOf(row));
        reached = rows.place();
    }

    void forget() {
        held.clear();
        reached = 0;
    }

    /** Sends and forgets what is held, or as much of it as the server takes. */
    void send(Connection connection) throws SQLException {
        Map<String, Rows> all = new LinkedHashMap<>(held);
        forget();
        for (Map.Entry<String, Rows> each : all.entrySet()) {
            insert(connection, each.getKey(), each.getValue().rows());
        }
    }

    /** One insert of them all. */
    private static void insert(Connection connection, String sql, List<List<Parameter>> rows) throws SQLException {
        Matcher one = ONE_ROW.matcher(sql);
        if (!one.matches()) {
            throw new IllegalArgumentException("No insert of one row: " + sql);
        }
        String row = one.group("row");
        String all = one.group("head") + String.join(", ", Collections.nCopies(rows.size(), row));
        int width = (int) row.chars().filter(symbol -> symbol == '?').count();
        try (PreparedStatement insert = prepare(connection, all, rows.size())) {
            for (int n = 0; n < rows.size(); n++) {
                for (Parameter parameter : rows.get(n)) {
                    parameter.set(insert, n * width);
                }
            }
            int inserted = insert.executeUpdate();
            if (inserted != rows.size()) {
                throw new SQLException("%d rows of %d were inserted by %s".formatted(inserted, rows.size(), sql));
            }
        }
    }

    /**
     * Of several rows it is sent as text. Prepared at the server, each number of rows would be a statement of its own, and
     * the driver keeps half a kilobyte for every parameter of what it has in its cache: under load that was half of all
     * that lived in a heap of 256 MB.
     */
    private static PreparedStatement prepare(Connection connection, String sql, int rows) throws SQLException {
        return rows > 1 && connection.isWrapperFor(JdbcConnection.class)
                ? connection.unwrap(JdbcConnection.class).clientPrepareStatement(sql)
                : connection.prepareStatement(sql);
    }

    /** A call that sets a parameter, with its values as they are now. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Parameter(Method setter, Object[] arguments) {

        Parameter {
            arguments = arguments.clone();
            if (arguments[1] instanceof byte[] bytes) {
                arguments[1] = bytes.clone();
            }
        }

        /** Does the call set a value that can be kept for later? */
        static boolean isPlain(Method method, Object[] arguments) {
            return method.getName().startsWith("set")
                    && arguments.length >= 2
                    && arguments[0] instanceof Integer
                    && isPlain(arguments[1]);
        }

        private static boolean isPlain(@Nullable Object value) {
            return switch (value) {
                case null -> true;
                case String _, Number _, Boolean _, Temporal _, UUID _, Enum<?> _, byte[] _ -> true;
                default -> false;
            };
        }

        int index() {
            return (Integer) arguments[0];
        }

        /** @param offset how many parameters come before those of its row */
        void set(PreparedStatement statement, int offset) throws SQLException {
            Object[] shifted = arguments.clone();
            shifted[0] = index() + offset;
            try {
                setter.invoke(statement, shifted);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof SQLException refused) {
                    throw refused;
                }
                throw new IllegalStateException(e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Inserts that wait to be sent together, those of one statement as one. Between statements the order is that of their
 * first rows, and never another one than within an event.
 */
class HeldInserts {

    /** An insert of one row, given by values, functions and parameters: it answers 1 or fails. */
    private static final Pattern ONE_ROW = Pattern.compile(
            "\\s*INSERT\\s+INTO\\s+\\w+\\s*\\([\\w\\s,]*\\)\\s*VALUES\\s*\\((?:[^()'\"`]|\\([^()'\"`]*\\))*\\)\\s*",
            Pattern.CASE_INSENSITIVE);

    /** Values that hang on what other statements have done. */
    private static final Pattern DEPENDENT =
            Pattern.compile("\\b(?:SELECT|LAST_INSERT_ID|ROW_COUNT|FOUND_ROWS)\\b", Pattern.CASE_INSENSITIVE);

    /** Of one statement. */
    private static final int MOST_ROWS = 500;

    /** The characters and bytes of them all, of which a server takes 16 MB in a statement and our heap has to hold many. */
    private static final int LARGEST = 1_000_000;

    /**
     * The rows of one statement.
     *
     * @param place its place in the order of sending
     */
    private record Same(int place, List<List<Parameter>> rows) {}

    private final Map<String, Same> held = new LinkedHashMap<>();
    private long size;
    /** The place of the last insert of the current event. */
    private int reached;

    static boolean canBeHeld(String sql) {
        return ONE_ROW.matcher(sql).matches() && !DEPENDENT.matcher(sql).find();
    }

    void nextEvent() {
        reached = 0;
    }

    /** Must what is held be sent first, as it is enough, or as this insert would come before earlier ones of its event? */
    boolean isFullFor(String sql) {
        Same known = held.get(sql);
        return size >= LARGEST
                || (known != null && (known.place() < reached || known.rows().size() == MOST_ROWS));
    }

    void hold(String sql, Collection<Parameter> row) {
        int next = held.size();
        Same same = held.computeIfAbsent(sql, statement -> new Same(next, new ArrayList<>()));
        same.rows().add(List.copyOf(row));
        reached = same.place();
        size += row.stream().mapToLong(Parameter::size).sum();
    }

    void forget() {
        held.clear();
        reached = 0;
        size = 0;
    }

    /** Sends and forgets what is held, or as much of it as the server takes. */
    void send(Connection connection) throws SQLException {
        Map<String, Same> all = new LinkedHashMap<>(held);
        forget();
        for (Map.Entry<String, Same> each : all.entrySet()) {
            List<List<Parameter>> rows = each.getValue().rows();
            if (rows.size() == 1) {
                insert(connection, each.getKey(), rows.getFirst());
            } else {
                insertAll(connection, each.getKey(), rows);
            }
        }
    }

    private static void insert(Connection connection, String sql, List<Parameter> row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            set(row, insert);
            require(1, insert.executeUpdate(), sql);
        }
    }

    /**
     * One insert of them all, which the driver makes of them and sends as text. Prepared at the server, each number of rows
     * would be a statement of its own, and the driver keeps half a kilobyte for every parameter of what it has in its cache:
     * under load that was half of all that lived in a heap of 256 MB.
     */
    private static void insertAll(Connection connection, String sql, List<List<Parameter>> rows) throws SQLException {
        try (PreparedStatement insert = asText(connection, sql)) {
            for (List<Parameter> row : rows) {
                set(row, insert);
                insert.addBatch();
            }
            require(rows.size(), Rows.inserted(insert.executeBatch()), sql);
        }
    }

    private static void require(int rows, int inserted, String sql) throws SQLException {
        if (inserted != rows) {
            throw new SQLException("%d rows of %d were inserted by %s".formatted(inserted, rows, sql));
        }
    }

    private static void set(List<Parameter> row, PreparedStatement insert) throws SQLException {
        insert.clearParameters();
        for (Parameter parameter : row) {
            parameter.set(insert);
        }
    }

    private static PreparedStatement asText(Connection connection, String sql) throws SQLException {
        return connection.isWrapperFor(JdbcConnection.class)
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

        /** In characters or bytes, of what can be large. */
        int size() {
            return switch (arguments[1]) {
                case String text -> text.length();
                case byte[] bytes -> bytes.length;
                case null, default -> 0;
            };
        }

        void set(PreparedStatement statement) throws SQLException {
            try {
                setter.invoke(statement, arguments);
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

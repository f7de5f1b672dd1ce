package dev.orderly.messaging;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@link StepConnection} does with the statements of handlers. */
class StepStatements {

    /** An insert of one row, given by values, functions and parameters: it answers 1 or fails. */
    private static final Pattern ONE_ROW = Pattern.compile(
            "\\s*INSERT\\s+INTO\\s+\\w+\\s*\\([\\w\\s,]*\\)\\s*VALUES\\s*\\((?:[^()'\"`]|\\([^()'\"`]*\\))*\\)\\s*",
            Pattern.CASE_INSENSITIVE);

    /** Values that hang on what other statements have done. */
    private static final Pattern DEPENDENT =
            Pattern.compile("\\b(?:SELECT|LAST_INSERT_ID|ROW_COUNT|FOUND_ROWS)\\b", Pattern.CASE_INSENSITIVE);

    /** Few enough for the parameters of one statement, of which a server takes 65,535. */
    private static final int MOST_ROWS = 500;

    private final Connection connection;
    private final boolean seen;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private boolean within;
    private boolean hold;
    private boolean lost;
    private boolean harmed;
    /** The place, among those held, of the last insert of the current event. */
    private int reached;

    /** @param seen whether all statements pass here */
    StepStatements(Connection connection, boolean seen) {
        this.connection = connection;
        this.seen = seen;
    }

    @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "begin" -> begin(Boolean.TRUE.equals(Objects.requireNonNull(arguments)[0]));
            case "nextEvent" -> reached = 0;
            case "end" -> end();
            case "isLost" -> {
                return lost;
            }
            case "isUnharmed" -> {
                return !harmed;
            }
            default -> {
                return within ? callWithin(method, arguments) : invoke(connection, method, arguments);
            }
        }
        return null;
    }

    private void begin(boolean holding) {
        within = true;
        hold = holding;
        lost = false;
        harmed = !seen;
        reached = 0;
    }

    private void end() throws SQLException {
        send();
        within = false;
    }

    private @Nullable Object callWithin(Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "prepareStatement" -> {
                return prepare(method, Objects.requireNonNull(arguments));
            }
            case "close", "abort" -> giveUp();
            case "rollback" -> {
                if (arguments == null) {
                    giveUp();
                } else {
                    send();
                }
            }
            case "commit", "setSavepoint", "releaseSavepoint" -> send();
            case "createStatement", "prepareCall", "unwrap", "getMetaData" -> {
                send();
                harmed = true; // As far as can be known here.
            }
            default -> {
                // Runs no statement.
            }
        }
        return invoke(connection, method, arguments);
    }

    private void giveUp() {
        held.clear();
        within = false;
    }

    private PreparedStatement prepare(Method method, Object[] arguments) throws Throwable {
        String sql = (String) arguments[0];
        if (hold && arguments.length == 1 && canBeHeld(sql)) {
            return proxy(new Insert(sql));
        }
        PreparedStatement real = (PreparedStatement) Objects.requireNonNull(invoke(connection, method, arguments));
        return proxy((proxy, called, with) -> watch(real, called, with));
    }

    static boolean canBeHeld(String sql) {
        return ONE_ROW.matcher(sql).matches() && !DEPENDENT.matcher(sql).find();
    }

    private @Nullable Object watch(PreparedStatement statement, Method method, Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (name.startsWith("execute")) {
            send();
        } else if (name.equals("setFetchSize") || name.equals("unwrap")) {
            harmed = true; // What fails while rows are read would not be seen here.
        }
        try {
            return invoke(statement, method, arguments);
        } catch (SQLException refused) {
            harmed = true;
            throw refused;
        }
    }

    private void hold(String sql, Collection<Parameter> row) throws SQLException {
        Held known = held.get(sql);
        if (known != null && (known.place() < reached || known.rows().size() == MOST_ROWS)) {
            send();
        }
        int next = held.size();
        Held rows = held.computeIfAbsent(sql, statement -> new Held(next, new ArrayList<>()));
        rows.rows().add(List.copyOf(row));
        reached = rows.place();
    }

    private void send() throws SQLException {
        if (lost) {
            throw new SQLException("An earlier insert was refused, and the step is done again without");
        }
        Map<String, Held> all = new LinkedHashMap<>(held);
        held.clear();
        reached = 0;
        try {
            for (Map.Entry<String, Held> each : all.entrySet()) {
                insert(each.getKey(), each.getValue().rows());
            }
        } catch (SQLException refused) {
            lost = true;
            harmed = true;
            throw refused;
        }
    }

    /** The driver makes one insert of them. */
    private void insert(String sql, List<List<Parameter>> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (List<Parameter> row : rows) {
                for (Parameter parameter : row) {
                    parameter.set(insert);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static PreparedStatement proxy(InvocationHandler handler) {
        return (PreparedStatement) Proxy.newProxyInstance(
                StepStatements.class.getClassLoader(), new Class<?>[] {PreparedStatement.class}, handler);
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** @param place its place in the order of sending */
    private record Held(int place, List<List<Parameter>> rows) {}

    /** A call that sets a parameter. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Parameter(Method setter, Object[] arguments) {

        Parameter {
            arguments = arguments.clone();
            if (arguments[1] instanceof byte[] bytes) {
                arguments[1] = bytes.clone();
            }
        }

        void set(PreparedStatement statement) throws SQLException {
            try {
                StepStatements.invoke(statement, setter, arguments);
            } catch (SQLException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An insert as its handler sees it, which is a real statement only from when it is used as no ordinary insert is. */
    private final class Insert implements InvocationHandler {

        private final String sql;
        private final Map<Integer, Parameter> parameters = new TreeMap<>();
        private @Nullable PreparedStatement real;

        Insert(String sql) {
            this.sql = sql;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return StepStatements.invoke(this, method, arguments);
            }
            if (real == null && arguments == null && method.getName().equals("executeUpdate")) {
                hold(sql, parameters.values());
                return 1;
            }
            if (real == null && arguments == null && method.getName().equals("close")) {
                return null;
            }
            if (real == null && arguments != null && setsPlainValue(method, arguments)) {
                parameters.put((Integer) arguments[0], new Parameter(method, arguments));
                return null;
            }
            return watch(real(), method, arguments);
        }

        private PreparedStatement real() throws SQLException {
            PreparedStatement statement = real;
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                for (Parameter parameter : parameters.values()) {
                    parameter.set(statement);
                }
                real = statement;
            }
            return statement;
        }

        private static boolean setsPlainValue(Method method, Object[] arguments) {
            return method.getName().startsWith("set")
                    && arguments.length >= 2
                    && arguments[0] instanceof Integer
                    && isPlain(arguments[1]);
        }

        /** Will it be the same when the insert is sent? */
        private static boolean isPlain(@Nullable Object value) {
            return switch (value) {
                case null -> true;
                case String _, Number _, Boolean _, Temporal _, UUID _, Enum<?> _, byte[] _ -> true;
                default -> false;
            };
        }
    }
}

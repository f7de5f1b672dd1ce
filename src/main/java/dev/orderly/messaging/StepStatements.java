package dev.orderly.messaging;

import dev.orderly.messaging.HeldInserts.Parameter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ConcurrentLruCache;

/** What a {@link StepConnection} does with the statements of handlers. */
class StepStatements {

    /**
     * What is to be known of a statement.
     *
     * @param outbox whether it publishes an event, or may ask for what was published
     */
    private record Known(boolean canBeHeld, boolean outbox) {

        private static final Pattern OUTBOX = Pattern.compile("\\boutbox\\b", Pattern.CASE_INSENSITIVE);

        /** To read a text takes as long as to handle a small event, and the same few short ones come all day. */
        private static final ConcurrentLruCache<String, Known> SHORT = new ConcurrentLruCache<>(512, Known::read);

        private static final int LONGEST = 8192;

        static Known of(String sql) {
            return sql.length() > LONGEST ? read(sql) : SHORT.get(sql);
        }

        private static Known read(String sql) {
            return new Known(HeldInserts.canBeHeld(sql), OUTBOX.matcher(sql).find());
        }
    }

    private final Connection connection;
    private final boolean seen;
    private final Runnable whenClosed;
    private final HeldInserts held = new HeldInserts();
    private final HeldInserts published = new HeldInserts();
    private boolean within;
    private boolean hold;
    private boolean lost;
    private boolean harmed;
    private boolean closed;

    /**
     * @param seen whether all statements pass here
     * @param whenClosed runs once, after the connection was closed
     */
    StepStatements(Connection connection, boolean seen, Runnable whenClosed) {
        this.connection = connection;
        this.seen = seen;
        this.whenClosed = whenClosed;
    }

    @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        switch (method.getName()) {
            case "begin" -> begin(Boolean.TRUE.equals(Objects.requireNonNull(arguments)[0]));
            case "nextEvent" -> nextEvent();
            case "end" -> end();
            case "isLost" -> {
                return lost;
            }
            case "isUnharmed" -> {
                return !harmed;
            }
            case "close" -> close(method);
            default -> {
                return within ? callWithin(method, arguments) : PassOn.to(connection, method, arguments);
            }
        }
        return null;
    }

    private void close(Method method) throws Throwable {
        giveUp();
        try {
            PassOn.to(connection, method, null);
        } finally {
            if (!closed) {
                closed = true;
                whenClosed.run();
            }
        }
    }

    private void begin(boolean holding) {
        within = true;
        hold = holding;
        lost = false;
        harmed = !seen;
        nextEvent();
    }

    private void nextEvent() {
        held.nextEvent();
        published.nextEvent();
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
            case "abort" -> giveUp();
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
        return PassOn.to(connection, method, arguments);
    }

    private void giveUp() {
        held.forget();
        published.forget();
        within = false;
    }

    private PreparedStatement prepare(Method method, Object[] arguments) throws Throwable {
        String sql = (String) arguments[0];
        Known known = Known.of(sql);
        if (hold && arguments.length == 1 && known.canBeHeld()) {
            return proxy(new Insert(sql, known.outbox()));
        }
        PreparedStatement real = (PreparedStatement) Objects.requireNonNull(PassOn.to(connection, method, arguments));
        return proxy((proxy, called, with) -> watch(real, known.outbox(), called, with));
    }

    private @Nullable Object watch(
            PreparedStatement statement, boolean outbox, Method method, Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        if (name.startsWith("execute")) {
            send(held);
            if (outbox) {
                send(published);
            }
        } else if (name.equals("setFetchSize") || name.equals("unwrap")) {
            harmed = true; // What fails while rows are read would not be seen here.
        }
        try {
            return PassOn.to(statement, method, arguments);
        } catch (SQLException refused) {
            harmed = true;
            throw refused;
        }
    }

    private void send() throws SQLException {
        send(held);
        send(published);
    }

    private void send(HeldInserts inserts) throws SQLException {
        if (lost) {
            throw new SQLException("An earlier insert was refused, and the step is done again without");
        }
        try {
            inserts.send(connection);
        } catch (SQLException refused) {
            lost = true;
            harmed = true;
            throw refused;
        }
    }

    private static PreparedStatement proxy(InvocationHandler handler) {
        return (PreparedStatement) Proxy.newProxyInstance(
                StepStatements.class.getClassLoader(), new Class<?>[] {PreparedStatement.class}, handler);
    }

    /** An insert as its handler sees it, which is a real statement only from when it is used as no ordinary insert is. */
    private final class Insert implements InvocationHandler {

        private final String sql;
        private final boolean outbox;
        private final Map<Integer, Parameter> parameters = new TreeMap<>();
        private @Nullable PreparedStatement real;

        Insert(String sql, boolean outbox) {
            this.sql = sql;
            this.outbox = outbox;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return PassOn.to(this, method, arguments);
            }
            if (real == null && arguments == null && method.getName().equals("executeUpdate")) {
                HeldInserts together = outbox ? published : held;
                if (together.isFullFor(sql)) {
                    send(together);
                }
                together.hold(sql, parameters.values());
                return 1;
            }
            if (real == null && arguments == null && method.getName().equals("close")) {
                return null;
            }
            if (real == null && arguments != null && Parameter.isPlain(method, arguments)) {
                Parameter parameter = new Parameter(method, arguments);
                parameters.put(parameter.index(), parameter);
                return null;
            }
            return watch(real(), outbox, method, arguments);
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
    }
}

package dev.orderly.chaos;

import dev.orderly.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the application's tables as anybody with a database client could, past all of its code. */
final class Tables {

    /** A row, by column label, as text; what is NULL is missing. */
    record Row(Map<String, String> values) {

        String get(String column) {
            return values.getOrDefault(column, "");
        }

        long number(String column) {
            String value = get(column);
            return value.isEmpty() ? 0 : Long.parseLong(value);
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /** Work within one transaction that is rolled back. */
    @FunctionalInterface
    interface Peek<T> {
        T at(Statement statement) throws SQLException;
    }

    private static final Pattern TABLE = Pattern.compile("\\b(?:FROM|UPDATE)\\s+(\\w+)");

    private final TestDatabase database;
    private final Map<String, TestDatabase> elsewhere;

    Tables(TestDatabase database) {
        this(database, Map.of());
    }

    /** @param elsewhere the tables that may be in another database, and there are read where this one has them not */
    Tables(TestDatabase database, Map<String, TestDatabase> elsewhere) {
        this.database = database;
        this.elsewhere = Map.copyOf(elsewhere);
    }

    /** The databases that hold a log. */
    List<Tables> logs() {
        return Stream.concat(Stream.of(database), elsewhere.values().stream().distinct())
                .map(Tables::new)
                .toList();
    }

    /** Where the statement's first table is. */
    private Connection connectFor(String sql) throws SQLException {
        Matcher table = TABLE.matcher(sql);
        TestDatabase other = table.find() ? elsewhere.get(table.group(1)) : null;
        if (other == null || has(table.group(1))) {
            return connect();
        }
        return DriverManager.getConnection(other.urlOutside(), other.username(), other.password());
    }

    private boolean has(String table) throws SQLException {
        return !rows("""
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = DATABASE() AND table_name = '%s'""".formatted(table)).isEmpty();
    }

    List<Row> rows(String sql) throws SQLException {
        try (Connection connection = connectFor(sql);
                Statement statement = connection.createStatement()) {
            return rows(statement, sql);
        }
    }

    static List<Row> rows(Statement statement, String sql) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                Map<String, String> values = new LinkedHashMap<>();
                for (int column = 1; column <= columns; column++) {
                    String value = result.getString(column);
                    if (value != null) {
                        values.put(result.getMetaData().getColumnLabel(column), value);
                    }
                }
                rows.add(new Row(values));
            }
        }
        return rows;
    }

    /** The only number that the query yields. */
    long number(String sql) throws SQLException {
        return rows(sql).getFirst().values().values().stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    int update(String sql) throws SQLException {
        try (Connection connection = connectFor(sql);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Looks from within a transaction of its own, and leaves no trace. */
    <T> T peek(int isolation, Peek<T> peek) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setTransactionIsolation(isolation);
            connection.setAutoCommit(false);
            try {
                return peek.at(statement);
            } finally {
                connection.rollback();
            }
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
    }
}

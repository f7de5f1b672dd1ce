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

    private final TestDatabase database;

    Tables(TestDatabase database) {
        this.database = database;
    }

    List<Row> rows(String sql) throws SQLException {
        try (Connection connection = connect();
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
        try (Connection connection = connect();
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

package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** What the consumers wrote, read from outside. */
final class Entries implements AutoCloseable {

    static final List<String> TABLES = List.of("packing_entry", "billing_entry", "tally_entry");

    private final Connection connection;

    Entries(TestDatabase database) throws SQLException {
        connection = DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
    }

    /** Waits until every consumer has written a row for each of so many sales. */
    void await(long sales, Duration patience) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (String table : TABLES) {
            // The highest id costs nothing to read; ids that rollbacks have used up make it run ahead of the rows.
            while (number("SELECT COALESCE(MAX(id), 0) FROM " + table) < sales
                    || number("SELECT COUNT(*) FROM " + table) < sales) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("%s has %d rows of %d after %s"
                            .formatted(table, number("SELECT COUNT(*) FROM " + table), sales, patience));
                }
                Thread.sleep(5);
            }
        }
    }

    /** How many rows the slowest consumer has written. */
    long written() throws SQLException {
        long least = Long.MAX_VALUE;
        for (String table : TABLES) {
            least = Math.min(least, number("SELECT COUNT(*) FROM " + table));
        }
        return least;
    }

    /** How many rows all consumers have written together. */
    long writtenByAll() throws SQLException {
        long rows = 0;
        for (String table : TABLES) {
            rows += number("SELECT COUNT(*) FROM " + table);
        }
        return rows;
    }

    /**
     * Every sale once with every consumer, and those of an account in order.
     *
     * @throws AssertionError where it is not so
     */
    void check(long sales) throws SQLException {
        for (String table : TABLES) {
            long lost = lost(table, sales);
            long doubled = doubled(table);
            long outOfOrder = number("""
                    SELECT COUNT(*)
                    FROM (SELECT number, LAG(number) OVER (PARTITION BY account ORDER BY id) AS earlier FROM %s) AS pair
                    WHERE earlier >= number
                    """.formatted(table));
            if (lost != 0 || doubled != 0 || outOfOrder != 0) {
                throw new AssertionError(
                        "%s: %d lost, %d doubled, %d out of order".formatted(table, lost, doubled, outOfOrder));
            }
        }
    }

    /** How many rows are missing with all consumers together. */
    long lost(long sales) throws SQLException {
        long lost = 0;
        for (String table : TABLES) {
            lost += lost(table, sales);
        }
        return lost;
    }

    /** How many rows there are twice with all consumers together. */
    long doubled() throws SQLException {
        long doubled = 0;
        for (String table : TABLES) {
            doubled += doubled(table);
        }
        return doubled;
    }

    private long lost(String table, long sales) throws SQLException {
        return sales - number("SELECT COUNT(DISTINCT sale_id) FROM " + table);
    }

    private long doubled(String table) throws SQLException {
        return number("SELECT COUNT(*) - COUNT(DISTINCT sale_id) FROM " + table);
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

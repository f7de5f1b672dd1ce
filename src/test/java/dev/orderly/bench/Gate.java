package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Keeps all consumers of a database from handling anything, wherever they run: it holds the locks of their cursors. */
final class Gate implements AutoCloseable {

    private final Connection connection;

    Gate(TestDatabase database) throws SQLException {
        connection = DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT position FROM consumer_cursor FOR UPDATE");
        }
    }

    /** Lets them go on. */
    void open() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

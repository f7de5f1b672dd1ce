package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * What the whole database server had to do in some time, by its own account: other users of it are counted too.
 *
 * @param flushes how often it has flushed InnoDB's log
 * @param cores how many processor cores it has kept busy; not a number where it runs elsewhere
 */
record DatabaseLoad(double seconds, double questions, double commits, double flushes, double cores) {

    double perSecond(double count) {
        return count / seconds;
    }

    String words() {
        return "database: %.0f queries, %.0f commits, %.0f log flushes a second, %.2f cores"
                .formatted(perSecond(questions), perSecond(commits), perSecond(flushes), cores);
    }

    /** Reads the server's counters at the beginning and at the end. */
    static final class Gauge implements AutoCloseable {

        /** Between the counters of one reading and those of the next, the gauge itself has asked once. */
        private static final int OWN_QUESTIONS = 1;

        private static final double TICKS_A_SECOND = 100;

        private final Connection connection;
        private Map<String, Double> before = Map.of();
        private double cpuBefore;
        private long begun;

        Gauge(TestDatabase database) throws SQLException {
            connection = DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
        }

        void begin() throws SQLException, IOException {
            cpuBefore = cpuSeconds();
            before = counters();
            begun = System.nanoTime();
        }

        DatabaseLoad end() throws SQLException, IOException {
            double seconds = (System.nanoTime() - begun) / 1e9;
            Map<String, Double> after = counters();
            return new DatabaseLoad(
                    seconds,
                    since(after, "Questions") - OWN_QUESTIONS,
                    since(after, "Com_commit"),
                    since(after, "Innodb_os_log_fsyncs"),
                    (cpuSeconds() - cpuBefore) / seconds);
        }

        private double since(Map<String, Double> after, String counter) {
            return after.getOrDefault(counter, Double.NaN) - before.getOrDefault(counter, Double.NaN);
        }

        private Map<String, Double> counters() throws SQLException {
            Map<String, Double> counters = new HashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("""
                            SHOW GLOBAL STATUS
                            WHERE Variable_name IN ('Questions', 'Com_commit', 'Innodb_os_log_fsyncs')
                            """)) {
                while (rows.next()) {
                    counters.put(rows.getString(1), rows.getDouble(2));
                }
            }
            return counters;
        }

        /** Of the server's process, if it runs here and may be looked at. */
        private double cpuSeconds() throws SQLException, IOException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT @@pid_file, @@datadir")) {
                row.next();
                Path file = Path.of(row.getString(2)).resolve(row.getString(1));
                if (!Files.isReadable(file)) {
                    return Double.NaN;
                }
                Path stat = Path.of("/proc", Files.readString(file).strip(), "stat");
                String[] fields =
                        Files.readString(stat).replaceFirst("^.*\\) ", "").split(" ", -1);
                return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_A_SECOND;
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}

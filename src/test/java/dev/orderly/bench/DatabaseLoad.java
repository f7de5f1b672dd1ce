package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the whole database server had to do in some time, by its own account: other users of it are counted too.
 *
 * @param flushes how often it has flushed InnoDB's log; all of InnoDB's files where the server does not tell them apart
 * @param rows how many rows it has inserted, updated and deleted
 * @param binlogBytes how much longer its binary log is; not a number where it keeps none
 * @param cores how many processor cores it has kept busy; not a number where it runs elsewhere
 */
record DatabaseLoad(
        double seconds,
        double questions,
        double commits,
        double flushes,
        double rows,
        double binlogBytes,
        double cores) {

    double perSecond(double count) {
        return count / seconds;
    }

    /** Reads the server's counters at the beginning and at the end. */
    static final class Gauge implements AutoCloseable {

        /** Between the counters of one reading and those of the next, the gauge itself has asked once. */
        private static final int OWN_QUESTIONS = 1;

        private static final List<String> ROWS =
                List.of("Innodb_rows_inserted", "Innodb_rows_updated", "Innodb_rows_deleted");
        private static final String LOG_FLUSHES = "Innodb_os_log_fsyncs";
        private static final String ALL_FLUSHES = "Innodb_data_fsyncs";
        private static final Pattern SERVER = Pattern.compile("(mysqld|mariadbd)(\\.exe)?\\s");

        private final Connection connection;
        private Map<String, Double> before = Map.of();
        private double binlogBefore;
        private double cpuBefore;
        private long begun;

        Gauge(TestDatabase database) throws SQLException {
            connection = DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
        }

        void begin() throws SQLException {
            cpuBefore = cpuSeconds();
            binlogBefore = binlogBytes();
            before = counters();
            begun = System.nanoTime();
        }

        DatabaseLoad end() throws SQLException {
            double seconds = (System.nanoTime() - begun) / 1e9;
            Map<String, Double> after = counters();
            double binlog = binlogBytes() - binlogBefore;
            return new DatabaseLoad(
                    seconds,
                    since(after, "Questions") - OWN_QUESTIONS,
                    since(after, "Com_commit"),
                    since(after, after.containsKey(LOG_FLUSHES) ? LOG_FLUSHES : ALL_FLUSHES),
                    ROWS.stream().mapToDouble(counter -> since(after, counter)).sum(),
                    binlog,
                    (cpuSeconds() - cpuBefore) / seconds);
        }

        private double since(Map<String, Double> after, String counter) {
            return after.getOrDefault(counter, Double.NaN) - before.getOrDefault(counter, Double.NaN);
        }

        private Map<String, Double> counters() throws SQLException {
            Map<String, Double> counters = new HashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            """
                            SHOW GLOBAL STATUS
                            WHERE Variable_name IN ('Questions', 'Com_commit', '%s', '%s', '%s')
                            """.formatted(LOG_FLUSHES, ALL_FLUSHES, String.join("', '", ROWS)))) {
                while (rows.next()) {
                    counters.put(rows.getString(1), rows.getDouble(2));
                }
            }
            return counters;
        }

        private double binlogBytes() throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet on = statement.executeQuery("SELECT @@log_bin")) {
                on.next();
                if (!on.getBoolean(1)) {
                    return Double.NaN;
                }
            }
            double bytes = 0;
            try (Statement statement = connection.createStatement();
                    ResultSet logs = statement.executeQuery("SHOW BINARY LOGS")) {
                while (logs.next()) {
                    bytes += logs.getDouble("File_size");
                }
            }
            return bytes;
        }

        /** Of the server's process, if it runs here and may be looked at. */
        private double cpuSeconds() throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT @@port")) {
                row.next();
                String port = "port=" + row.getInt(1);
                return ProcessHandle.allProcesses()
                        .map(ProcessHandle::info)
                        .filter(process -> process.commandLine()
                                .filter(line -> SERVER.matcher(line).find() && line.contains(port))
                                .isPresent())
                        .flatMap(process -> process.totalCpuDuration().stream())
                        .findFirst()
                        .map(time -> time.toMillis() / 1e3)
                        .orElse(Double.NaN);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}

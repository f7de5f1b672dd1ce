package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the figures come from, in words. */
final class Machine {

    private Machine() {}

    static String describe(TestDatabase database) throws IOException, SQLException {
        return "%s, %d cores, %.0f GB of memory, %s; JDK %s; %s. Load before: %.1f."
                .formatted(
                        fact("/proc/cpuinfo", "model name").orElse("unknown processor"),
                        Runtime.getRuntime().availableProcessors(),
                        fact("/proc/meminfo", "MemTotal")
                                        .map(kilobytes -> Double.parseDouble(kilobytes.replaceAll("\\D", "")))
                                        .orElse(0.0)
                                / (1 << 20),
                        System.getProperty("os.name") + " " + System.getProperty("os.version"),
                        Runtime.version(),
                        server(database),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static Optional<String> fact(String file, String name) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(path)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        }
    }

    private static String server(TestDatabase database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT @@version, @@innodb_flush_log_at_trx_commit, @@sync_binlog, @@log_bin,
                               @@innodb_buffer_pool_size DIV 1048576
                        """)) {
            row.next();
            return "database %s, innodb_flush_log_at_trx_commit %s, sync_binlog %s, log_bin %s, buffer pool %s MB"
                    .formatted(
                            row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
        }
    }
}

package dev.orderly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/**
 * A database server of one test alone, which can be killed and brought back with its data: the one that the command in
 * {@code ORDERLY_TEST_MYSQL_COMMAND} starts ({@code start}, {@code kill} and {@code wipe}, each with a port), else an
 * embedded MariaDB. Unlike {@link TestDatabase} it keeps every commit.
 */
public abstract sealed class MortalDatabase implements AutoCloseable {

    /** Starts one; empty where there is neither a command nor an embedded server for this operating system. */
    public static Optional<MortalDatabase> start() throws IOException {
        String command = System.getenv("ORDERLY_TEST_MYSQL_COMMAND");
        Optional<MortalDatabase> server = command == null || command.isBlank() || embeddedIsAsked()
                ? MariaDbBinaries.find().map(Embedded::new)
                : Optional.of(new ByCommand(command));
        if (server.isPresent()) {
            server.get().bringUp();
        }
        return server;
    }

    private static boolean embeddedIsAsked() {
        return "embedded".equals(System.getenv("ORDERLY_TEST_DATABASE"));
    }

    /** A database on it. */
    public TestDatabase database() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "root", "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS orderly CHARACTER SET utf8mb4");
        }
        return new TestDatabase(url() + "orderly", "root", "");
    }

    /** SIGKILL. */
    public abstract void kill() throws IOException;

    /** Starts it, with the data that it had. */
    public abstract void bringUp() throws IOException;

    /** What it is, in words. */
    public abstract String description();

    abstract String url();

    @Override
    public abstract void close() throws IOException;

    private static final class ByCommand extends MortalDatabase {

        private final String command;
        private final String port = String.valueOf(StablePort.any());
        private String url = "";

        ByCommand(String command) {
            this.command = command;
        }

        @Override
        public void bringUp() throws IOException {
            url = run("start").getLast();
        }

        @Override
        public void kill() throws IOException {
            run("kill");
        }

        @Override
        public void close() throws IOException {
            run("wipe");
        }

        @Override
        public String description() {
            return "MySQL";
        }

        @Override
        String url() {
            return url;
        }

        private List<String> run(String verb) throws IOException {
            Path output = Files.createTempFile("orderly", ".out");
            try {
                int status = new ProcessBuilder(command, verb, port)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start()
                        .onExit()
                        .join()
                        .exitValue();
                List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
                if (status != 0) {
                    throw new IOException(command + " " + verb + " failed: " + lines);
                }
                return lines;
            } finally {
                Files.delete(output);
            }
        }
    }

    private static final class Embedded extends MortalDatabase {

        private final MariaDbBinaries binaries;
        private final Path folder;
        private Optional<EmbeddedMariaDb> server = Optional.empty();

        Embedded(MariaDbBinaries binaries) {
            this.binaries = binaries;
            try {
                folder = Files.createTempDirectory("orderly-mortal");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void bringUp() throws IOException {
            if (server.isPresent()) {
                server.get().restart();
                return;
            }
            try {
                server = Optional.of(EmbeddedMariaDb.start(binaries, folder));
            } catch (EmbeddedMariaDb.InUse impossible) {
                throw new IOException(impossible);
            }
        }

        @Override
        public void kill() {
            server.ifPresent(EmbeddedMariaDb::kill);
        }

        @Override
        public void close() throws IOException {
            if (server.isPresent()) {
                server.get().close();
            }
            FileSystemUtils.deleteRecursively(folder);
        }

        @Override
        public String description() {
            return "MariaDB";
        }

        @Override
        String url() {
            return server.orElseThrow().url();
        }
    }
}

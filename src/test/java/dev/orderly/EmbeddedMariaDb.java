package dev.orderly;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A MariaDB server of this process, on a folder that keeps its data. A lock on the folder tells whether the process that
 * started the server lives; a server whose process was killed is stopped by whoever takes the folder next.
 */
final class EmbeddedMariaDb implements AutoCloseable {

    /** Another living process uses the folder. */
    static final class InUse extends Exception {

        private static final long serialVersionUID = 1;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The file that tells who joins where the server listens. */
    private static final String PORT = "server.port";

    private final MariaDbBinaries binaries;
    private final Path folder;
    private final FileChannel lock;
    private int port;
    private @Nullable Process process;

    private EmbeddedMariaDb(MariaDbBinaries binaries, Path folder, FileChannel lock) {
        this.binaries = binaries;
        this.folder = folder;
        this.lock = lock;
    }

    static EmbeddedMariaDb start(MariaDbBinaries binaries, Path folder, String... options) throws IOException, InUse {
        EmbeddedMariaDb server = new EmbeddedMariaDb(binaries, folder.toAbsolutePath(), lock(folder));
        try {
            server.stopOrphan();
            server.createData();
            server.launch(List.of(options));
            return server;
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    /** Where the server is that another living process has started on the folder; empty where there is none. */
    static Optional<String> urlOfRunning(Path folder) throws IOException {
        try {
            lock(folder).close();
            return Optional.empty();
        } catch (InUse alive) {
            Path port = folder.resolve(PORT);
            return Files.exists(port) ? Optional.of(url(Integer.parseInt(Files.readString(port)))) : Optional.empty();
        }
    }

    /** As a crash does. */
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Starts it again on its data, at its port. */
    void restart(String... options) throws IOException {
        launch(List.of(options));
    }

    String url() {
        return url(port);
    }

    private static String url(int port) {
        return "jdbc:mysql://127.0.0.1:" + port + "/";
    }

    /** Deletes the folder if the process that used it is dead, and stops the server that it may have left. */
    static void sweep(Path folder) throws IOException {
        try {
            FileChannel lock = lock(folder);
            orphan(folder).ifPresent(EmbeddedMariaDb::stop);
            lock.close();
            FileSystemUtils.deleteRecursively(folder);
        } catch (InUse alive) {
            // Its process will do it.
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            stop(process.toHandle());
        }
        lock.close();
    }

    private static FileChannel lock(Path folder) throws IOException, InUse {
        Files.createDirectories(folder);
        FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock == null) {
            file.close();
            throw new InUse();
        }
        return file;
    }

    private void stopOrphan() throws IOException {
        orphan(folder).ifPresent(EmbeddedMariaDb::stop);
    }

    private static Optional<ProcessHandle> orphan(Path folder) throws IOException {
        Path pid = folder.resolve("server.pid");
        if (!Files.exists(pid)) {
            return Optional.empty();
        }
        String number = Files.readString(pid).strip();
        return (number.isEmpty() ? Optional.<Long>empty() : Optional.of(Long.valueOf(number)))
                .flatMap(ProcessHandle::of)
                .filter(EmbeddedMariaDb::isMariaDb);
    }

    private static boolean isMariaDb(ProcessHandle candidate) {
        return candidate
                .info()
                .command()
                .filter(command ->
                        command.matches(".*[/\\\\]mariadb-[^/\\\\]+[/\\\\]bin[/\\\\](mariadbd|mysqld\\.exe)"))
                .isPresent();
    }

    private static void stop(ProcessHandle server) {
        server.destroy();
        try {
            server.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        } catch (RuntimeException stillThere) {
            server.destroyForcibly();
        }
    }

    private void createData() throws IOException {
        Path data = folder.resolve("data");
        if (Files.exists(data)) {
            return;
        }
        Path part = folder.resolve("data.part");
        FileSystemUtils.deleteRecursively(part);
        Files.createDirectories(part);
        Process bootstrap =
                command(part, List.of("--bootstrap", "--max-allowed-packet=8M")).start();
        try (var sql = bootstrap.outputWriter(StandardCharsets.UTF_8)) {
            sql.write("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
            for (Path script : binaries.systemTables()) {
                sql.write(Files.readString(script));
            }
        } catch (IOException brokenPipe) {
            throw failure("could not create its data", brokenPipe);
        }
        if (bootstrap.onExit().join().exitValue() != 0) {
            throw failure("could not create its data", null);
        }
        Files.move(part, data);
    }

    private void launch(List<String> options) throws IOException {
        if (port == 0) {
            port = StablePort.any();
        }
        Path pid = folder.resolve("server.pid");
        List<String> all = new ArrayList<>(
                List.of("--port=" + port, "--bind-address=127.0.0.1", "--pid-file=" + pid, "--socket=" + socket()));
        all.addAll(options);
        Process started = command(folder.resolve("data"), all).start();
        process = started;
        await().atMost(PATIENCE).until(() -> isReady() || !started.isAlive());
        if (!started.isAlive()) {
            throw failure("did not start", null);
        }
        Files.writeString(folder.resolve(PORT), String.valueOf(port));
    }

    private ProcessBuilder command(Path data, List<String> options) throws IOException {
        // A server that starts sweeps this folder, and with it what others have there at that moment.
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(
                binaries.server().toString(),
                "--no-defaults",
                "--console",
                "--basedir=" + binaries.home(),
                "--datadir=" + data,
                "--tmpdir=" + temporary,
                "--lc-messages-dir=" + binaries.share(),
                "--character-sets-dir=" + binaries.share().resolve("charsets"),
                "--character-set-server=utf8mb4",
                "--innodb-log-file-size=64M",
                "--skip-name-resolve",
                "--skip-ssl"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        command.addAll(options);
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(PORT));
        Path log = folder.resolve("server.log");
        Files.deleteIfExists(log);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .put(
                        "DYLD_FALLBACK_LIBRARY_PATH",
                        binaries.home().resolve("libs").toString());
        builder.environment()
                .put("LD_LIBRARY_PATH", binaries.home().resolve("libs").toString());
        return builder;
    }

    private boolean isReady() {
        return log().contains(": ready for connections.");
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("server.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private IOException failure(String what, @Nullable Throwable cause) {
        List<String> lines = log().lines().toList();
        return new IOException(
                "The embedded MariaDB %s; start Docker or name a database instead. It says: %s"
                        .formatted(
                                what, String.join(" / ", lines.subList(Math.max(0, lines.size() - 5), lines.size()))),
                cause);
    }

    /** A socket's path is limited to some hundred characters, which a project's folder may exceed. */
    private Path socket() {
        return Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "orderly-" + port + ".sock");
    }
}

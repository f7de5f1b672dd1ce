package dev.orderly;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;
import org.testcontainers.mysql.MySQLContainer;

/**
 * The database server that the tests of this JVM share: the one that the environment names
 * ({@code ORDERLY_TEST_DATASOURCE_URL}, {@code _USERNAME}, {@code _PASSWORD}; of several URLs, separated by spaces, each
 * JVM of a run takes another one), else MySQL in a container where a Docker engine answers, else an embedded MariaDB.
 * {@code ORDERLY_TEST_DATABASE} set to {@code docker} or {@code embedded} takes that one. Every caller of {@link #fresh()}
 * gets a database of its own on it.
 *
 * @param url the JDBC URL, which names a database
 * @param username who connects
 * @param password with which password
 */
public record TestDatabase(String url, String username, String password) {

    /**
     * Reads how many transactions wait for a row at this moment, in the whole server. (The view of the transactions
     * would say it too, but cannot be read while one of their statements has bytes in it that are no text.)
     */
    public static final String TRANSACTIONS_THAT_WAIT = """
            SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_row_lock_current_waits'""";

    private static final String MYSQL_IMAGE = "mysql:8.4";

    /** Nothing is kept when these tests end, so nothing has to reach the disk; but what is measured must. */
    private static final String[] OPTIONS = Boolean.getBoolean("orderly.test.durable")
            ? new String[] {"--innodb-flush-log-at-trx-commit=1", "--sync-binlog=1", "--max-connections=500"}
            : new String[] {"--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--max-connections=500"};

    private static final Queue<Runnable> WHEN_DONE = new ConcurrentLinkedQueue<>();
    private static final AtomicBoolean ENDS_WITH_SPRING = new AtomicBoolean();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!ENDS_WITH_SPRING.get()) {
                WHEN_DONE.forEach(Runnable::run);
            }
        }));
    }

    /**
     * Creates an empty database with a name of its own, which is dropped when the JVM ends. Every statement to it passes
     * the {@link SqlWall}.
     */
    public static TestDatabase fresh() {
        Server server = Server.shared();
        String name =
                "orderly_test_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        server.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
        if (server.outlivesTests) {
            WHEN_DONE.add(() -> server.execute("DROP DATABASE IF EXISTS " + name));
        }
        String url = server.urlOf(name);
        String wall = (url.contains("?") ? "&" : "?") + "queryInterceptors=" + SqlWall.class.getName();
        return new TestDatabase(url + wall, server.username, server.password);
    }

    /** The URL for a process of its own, whose statements cannot pass the {@link SqlWall}. */
    public String urlOutside() {
        return url.replaceFirst("[?&]queryInterceptors=[^&]*", "");
    }

    /** The database's name on its server. */
    String name() {
        return url.replaceFirst(".*/([^?]*).*", "$1");
    }

    /** Keeps the databases until Spring Boot, whose applications use them, has closed these at the end of the JVM. */
    static void outliveApplications() {
        if (!ENDS_WITH_SPRING.getAndSet(true)) {
            SpringApplication.getShutdownHandlers().add(() -> WHEN_DONE.forEach(Runnable::run));
        }
    }

    /** Where the tests of this JVM run, in words. */
    public static String description() {
        return Server.shared().description;
    }

    private record Server(String url, String username, String password, String description, boolean outlivesTests) {

        private static class Holder {
            static final Server SHARED = choose();
        }

        static Server shared() {
            return Holder.SHARED;
        }

        private static Server choose() {
            Server server = named().or(Server::inContainer).or(Server::embedded).orElseThrow(Server::none);
            System.out.println("Tests run against " + server.description + ".");
            return server;
        }

        private static boolean mayBe(String kind) {
            String asked = System.getenv("ORDERLY_TEST_DATABASE");
            return asked == null
                    || asked.isBlank()
                    || asked.toLowerCase(Locale.ROOT).equals(kind);
        }

        private static Optional<Server> named() {
            String url = System.getenv("ORDERLY_TEST_DATASOURCE_URL");
            if (url == null || url.isBlank()) {
                return Optional.empty();
            }
            List<String> urls = Splitter.on(' ').omitEmptyStrings().splitToList(url);
            String ours = urls.get((Integer.getInteger("test.fork", 1) - 1) % urls.size());
            String username = System.getenv("ORDERLY_TEST_DATASOURCE_USERNAME");
            String password = System.getenv("ORDERLY_TEST_DATASOURCE_PASSWORD");
            return Optional.of(new Server(
                    ours,
                    username == null ? "root" : username,
                    password == null ? "" : password,
                    "the database " + ours,
                    true));
        }

        private static Optional<Server> inContainer() {
            if (!mayBe("docker") || !DockerEngine.answers()) {
                return Optional.empty();
            }
            // Testcontainers removes the container when the JVM is gone.
            @SuppressWarnings("resource")
            MySQLContainer container = new MySQLContainer(MYSQL_IMAGE)
                    .withUsername("root")
                    .withPassword("orderly")
                    .withCommand(Stream.concat(Stream.of(OPTIONS), Stream.of("--skip-log-bin", "--skip-name-resolve"))
                            .toArray(String[]::new));
            container.start();
            String url = "jdbc:mysql://" + container.getHost() + ":" + container.getMappedPort(3306) + "/";
            return Optional.of(new Server(url, "root", "orderly", "a container of " + MYSQL_IMAGE, false));
        }

        private static Optional<Server> embedded() {
            if (!mayBe("embedded")) {
                return Optional.empty();
            }
            try {
                return MariaDbBinaries.find().map(Server::embedded);
            } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        private static Server embedded(MariaDbBinaries binaries) {
            try {
                Path runs = Files.createDirectories(MariaDbBinaries.cache().resolve("tests"));
                sweep(runs);
                Path folder = Files.createTempDirectory(runs, "run");
                EmbeddedMariaDb server = EmbeddedMariaDb.start(binaries, folder, OPTIONS);
                WHEN_DONE.add(() -> discard(server, folder));
                return new Server(server.url(), "root", "", "an embedded MariaDB in " + folder, false);
            } catch (IOException | EmbeddedMariaDb.InUse e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        /** A folder that is only just being made is not locked yet. */
        private static void sweep(Path runs) throws IOException {
            Instant justNow = Clock.systemUTC().instant().minusSeconds(60);
            List<Path> folders;
            try (Stream<Path> found = Files.list(runs)) {
                folders = found.toList();
            }
            for (Path folder : folders) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(justNow)) {
                    EmbeddedMariaDb.sweep(folder);
                }
            }
        }

        private static void discard(EmbeddedMariaDb server, Path folder) {
            try {
                server.close();
                FileSystemUtils.deleteRecursively(folder);
            } catch (IOException e) {
                System.err.println("Could not delete " + folder + ": " + e);
            }
        }

        private static IllegalStateException none() {
            return new IllegalStateException("There is no database to test with: start Docker, or name a server in"
                    + " ORDERLY_TEST_DATASOURCE_URL (such as jdbc:mysql://127.0.0.1:3306/), _USERNAME and _PASSWORD.");
        }

        String urlOf(String database) {
            int options = url.indexOf('?');
            String server = options < 0 ? url : url.substring(0, options);
            return (server.endsWith("/") ? server : server + "/")
                    + database
                    + (options < 0 ? "" : url.substring(options));
        }

        void execute(String sql) {
            try (Connection connection = DriverManager.getConnection(urlOf(""), username, password);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "Cannot run \"" + sql + "\" on " + description + ": " + e.getMessage(), e);
            }
        }
    }
}

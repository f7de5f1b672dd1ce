package dev.orderly;

import com.github.dockerjava.api.model.Bind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.testcontainers.mysql.MySQLContainer;

/**
 * The database of the try-it run, which keeps its orders from one run to the next: the one that the environment names,
 * else an embedded MariaDB in the project's folder, else MySQL in a container with a volume.
 *
 * @param settings how the application connects
 * @param description where it is, in words
 * @param end what closes it
 */
record TryItDatabase(Map<String, Object> settings, String description, Runnable end) implements Runnable {

    /** There is none, and the message says what to do. */
    static final class Unavailable extends Exception {

        private static final long serialVersionUID = 1;

        Unavailable(String message) {
            super(message);
        }
    }

    private static final Path FOLDER = Path.of(".orderly", "mariadb");
    /** What the database is called on its server. */
    static final String NAME = "orderly";

    private static final String IMAGE = "mysql:8.4";
    private static final String VOLUME = "orderly-try-it";

    /**
     * The database of a run that was started before and goes on, with one process more.
     *
     * @param name of a database on its server
     */
    static TryItDatabase join(String name) throws Unavailable, IOException {
        String named = System.getenv("SPRING_DATASOURCE_URL");
        if (named != null && !named.isBlank()) {
            return new TryItDatabase(Map.of(), named, () -> {});
        }
        String server = EmbeddedMariaDb.urlOfRunning(FOLDER)
                .orElseThrow(() -> new Unavailable("No other try-it run uses " + FOLDER.toAbsolutePath()
                        + ". Start one without the argument join first, and wait until it is ready."));
        return on(server, name, "", "the embedded MariaDB of the other run, there " + name, () -> {});
    }

    static TryItDatabase open() throws Unavailable, IOException {
        String named = System.getenv("SPRING_DATASOURCE_URL");
        if (named != null && !named.isBlank()) {
            return new TryItDatabase(Map.of(), named, () -> {});
        }
        Optional<MariaDbBinaries> binaries = MariaDbBinaries.find();
        if (binaries.isPresent()) {
            return embedded(binaries.get());
        }
        if (DockerEngine.answers()) {
            return inContainer();
        }
        throw new Unavailable("There is no embedded database for this operating system."
                + " Start Docker, or name a MySQL database in SPRING_DATASOURCE_URL, _USERNAME and _PASSWORD.");
    }

    @Override
    public void run() {
        end.run();
    }

    private static TryItDatabase embedded(MariaDbBinaries binaries) throws Unavailable, IOException {
        try {
            EmbeddedMariaDb server = EmbeddedMariaDb.start(binaries, FOLDER);
            return on(server.url(), NAME, "", "an embedded MariaDB, its data in " + FOLDER, () -> close(server));
        } catch (EmbeddedMariaDb.InUse e) {
            throw new Unavailable("Another try-it run uses " + FOLDER.toAbsolutePath()
                    + ". Stop it first, join it (docs/growing.md), or name another database in SPRING_DATASOURCE_URL.");
        }
    }

    // The container is closed by the shutdown handler.
    @SuppressWarnings("resource")
    private static TryItDatabase inContainer() throws IOException {
        MySQLContainer container = new MySQLContainer(IMAGE)
                .withUsername("root")
                .withPassword("orderly")
                .withCreateContainerCmdModifier(command -> Objects.requireNonNull(command.getHostConfig())
                        .withBinds(Bind.parse(VOLUME + ":/var/lib/mysql")));
        container.start();
        return on(
                "jdbc:mysql://" + container.getHost() + ":" + container.getMappedPort(3306) + "/",
                NAME,
                "orderly",
                "a container of " + IMAGE + ", its data in the volume " + VOLUME,
                container::stop);
    }

    private static TryItDatabase on(String server, String name, String password, String description, Runnable end)
            throws IOException {
        try (Connection connection = DriverManager.getConnection(server, "root", password);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + name + " CHARACTER SET utf8mb4");
        } catch (SQLException e) {
            end.run();
            throw new IOException("The database does not let itself be created: " + e.getMessage(), e);
        }
        return new TryItDatabase(
                Map.of(
                        "spring.datasource.url",
                        server + name,
                        "spring.datasource.username",
                        "root",
                        "spring.datasource.password",
                        password),
                description,
                end);
    }

    private static void close(EmbeddedMariaDb server) {
        try {
            server.close();
        } catch (IOException e) {
            System.err.println("The embedded MariaDB did not stop: " + e.getMessage());
        }
    }
}

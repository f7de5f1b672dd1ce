package dev.orderly.bench;

import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import dev.orderly.bench.bare.BareApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What takes orders over HTTP, in a process of its own and with a database of its own. */
final class WebServer implements AutoCloseable {

    private static final int HEAP = 256;

    /** Nobody tuned it for 2,000 callers: with less it runs out of memory, and is no ceiling. */
    private static final int BARE_HEAP = 512;

    private static final String CLASS_PATH = OrderlyProcess.classPath();
    private static final Path FOLDER = Path.of("target/bench/processes");

    private final OrderlyProcess process;
    private final Entries database;
    private final int port;

    private WebServer(TestDatabase database, Map<String, String> environment, List<String> program)
            throws IOException, SQLException {
        this.database = new Entries(database);
        this.process =
                OrderlyProcess.bare(Files.createDirectories(FOLDER), environment, program.toArray(String[]::new));
        await("a server")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> process.port().isPresent() || !process.isAlive());
        this.port = process.port()
                .orElseThrow(() -> new AssertionError("It did not start: " + process.err() + process.out()));
    }

    /** The packaged jar with all modules and its sandbox; mails are kept, where nothing else is asked for. */
    static WebServer orderly(Map<String, String> extras) throws IOException, SQLException {
        TestDatabase database = TestDatabase.fresh();
        Map<String, String> environment = new HashMap<>(OrderlyProcess.environment(database));
        environment.putAll(extras);
        return new WebServer(database, environment, Product.jar(HEAP));
    }

    /** The ceiling, with the driver's best settings and a pool of the same size. */
    static WebServer bare() throws IOException, SQLException {
        TestDatabase database = TestDatabase.fresh();
        Map<String, String> environment = Map.of(
                "SERVER_TOMCAT_ACCEPT_COUNT", "4096",
                "SPRING_DATASOURCE_URL", Plain.fast(database),
                "SPRING_DATASOURCE_USERNAME", database.username(),
                "SPRING_DATASOURCE_PASSWORD", database.password(),
                "SPRING_DATASOURCE_HIKARI_TRANSACTION_ISOLATION", "TRANSACTION_READ_COMMITTED");
        Stream<String> program = Stream.of("-cp", CLASS_PATH, BareApplication.class.getName());
        return new WebServer(
                database,
                environment,
                Stream.concat(ServiceLine.options(BARE_HEAP).stream(), program).toList());
    }

    /** Sends a load from a process of its own. */
    Served serve(Load load) throws IOException, InterruptedException {
        List<String> program =
                List.of("-Xmx512m", "-cp", CLASS_PATH, Buyers.class.getName(), "http://127.0.0.1:" + port);
        try (OrderlyProcess buyers = OrderlyProcess.bare(
                FOLDER,
                Map.of(),
                Stream.concat(program.stream(), load.arguments().stream()).toArray(String[]::new))) {
            buyers.exitCode();
            System.err.print(buyers.err());
            return Served.parse(buyers.out());
        }
    }

    Entries database() {
        return database;
    }

    @Override
    public void close() {
        process.kill();
        database.close();
    }
}

package dev.orderly;

import static org.awaitility.Awaitility.await;

import dev.orderly.broker.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Orderly at two sites: the hub, and a satellite that one module can move to, each with a database and a process of its
 * own, and a broker between. Callers need only know the hub, which passes on what is meant for the module.
 */
public final class TwoSites implements AutoCloseable {

    private final String module;
    private final Path folder;
    private final Map<String, String> hubEnvironment;
    private final Map<String, String> satelliteEnvironment;
    private final int hubPort = StablePort.any();
    private final TestDatabase satelliteDatabase;
    private @Nullable OrderlyProcess hub;
    private @Nullable OrderlyProcess satellite;

    /**
     * Nothing of it runs yet, but the broker does.
     *
     * @param more settings of both sites, as environment variables
     */
    public TwoSites(
            String module,
            BrokerProcess broker,
            TestDatabase hubDatabase,
            TestDatabase satelliteDatabase,
            Path folder,
            Map<String, String> more) {
        this.module = module;
        this.folder = folder;
        this.satelliteDatabase = satelliteDatabase;
        int satellitePort = StablePort.any();
        hubEnvironment = OrderlyProcess.environment(hubDatabase);
        satelliteEnvironment = OrderlyProcess.environment(satelliteDatabase);
        for (Map<String, String> environment : List.of(hubEnvironment, satelliteEnvironment)) {
            broker.properties().forEach((name, value) -> environment.put(variable(name), value));
            environment.putAll(more);
        }
        hubEnvironment.put("SERVER_PORT", String.valueOf(hubPort));
        hubEnvironment.put(
                "ORDERLY_REMOTE_%s_URL".formatted(module.toUpperCase(Locale.ROOT)),
                "http://127.0.0.1:" + satellitePort);
        satelliteEnvironment.put("SERVER_PORT", String.valueOf(satellitePort));
        satelliteEnvironment.put("ORDERLY_SITE", module);
        satelliteEnvironment.put("ORDERLY_MODULES", module);
        if (!module.equals("payment")) {
            satelliteEnvironment.keySet().removeIf(name -> name.startsWith("ORDERLY_PAYMENT_"));
        }
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
    }

    /** Where callers call. */
    public int hubPort() {
        return hubPort;
    }

    public Map<String, String> hubEnvironment() {
        return new HashMap<>(hubEnvironment);
    }

    public Map<String, String> satelliteEnvironment() {
        return new HashMap<>(satelliteEnvironment);
    }

    /** Starts both, and moves the module out. */
    public void open() throws IOException, InterruptedException {
        hub = OrderlyProcess.jar(folder, hubEnvironment);
        awaitListening(hub);
        satellite = OrderlyProcess.jar(folder, satelliteEnvironment);
        awaitListening(satellite);
        moveTo(module);
    }

    /** Moves the module to a site, by the command. */
    public void moveTo(String site) throws IOException, InterruptedException {
        try (OrderlyProcess command = move("to", site)) {
            if (command.exitCode() != 0) {
                throw new AssertionError("The move failed: " + command.out() + command.err());
            }
        }
    }

    /** Starts the command with what it is to do with the module. */
    public OrderlyProcess move(String... how) throws IOException {
        Map<String, String> environment = new HashMap<>(hubEnvironment);
        environment.put("ORDERLY_MOVE_SATELLITEURL", satelliteDatabase.urlOutside());
        environment.put("ORDERLY_MOVE_SATELLITEUSERNAME", satelliteDatabase.username());
        environment.put("ORDERLY_MOVE_SATELLITEPASSWORD", satelliteDatabase.password());
        return OrderlyProcess.java(
                folder,
                environment,
                Stream.concat(
                                Stream.of(
                                        "-jar",
                                        OrderlyProcess.JAR.toAbsolutePath().toString(),
                                        "move",
                                        module),
                                Stream.of(how))
                        .toArray(String[]::new));
    }

    private static void awaitListening(OrderlyProcess process) {
        await().atMost(Duration.ofMinutes(3)).until(() -> process.port().isPresent() || !process.isAlive());
        if (process.port().isEmpty()) {
            throw new AssertionError("It did not start: " + process.err() + process.out());
        }
    }

    @Override
    public void close() {
        Stream.of(hub, satellite).filter(Objects::nonNull).forEach(OrderlyProcess::kill);
    }
}

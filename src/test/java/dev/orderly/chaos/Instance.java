package dev.orderly.chaos;

import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place where the packaged Orderly runs, always at the same port; the processes come and go. */
final class Instance implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final int port;
    private final Path folder;
    private final Map<String, String> environment;
    private @Nullable Path jar;
    private @Nullable OrderlyProcess process;

    Instance(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.port = Integer.parseInt(environment.getOrDefault("SERVER_PORT", ""));
    }

    int port() {
        return port;
    }

    /** From its next start on it is another jar than this build's. */
    void runs(Path otherJar) {
        jar = otherJar;
    }

    /** Begins to start, and does not wait. */
    void launch() throws IOException, InterruptedException {
        String[] arguments = jar == null ? Unpacked.arguments() : new String[] {"-jar", jar.toString()};
        process = OrderlyProcess.java(folder, environment, arguments);
    }

    void start() throws IOException, InterruptedException {
        launch();
        awaitListening();
    }

    void awaitListening() {
        OrderlyProcess started = process();
        await("an instance at port " + port)
                .atMost(PATIENCE)
                .until(() -> started.port().isPresent() || !started.isAlive());
        if (started.port().isEmpty()) {
            throw new AssertionError("It did not start: " + started.err() + started.out());
        }
    }

    OrderlyProcess process() {
        if (process == null) {
            throw new IllegalStateException("Nothing was started at port " + port);
        }
        return process;
    }

    void kill() {
        process().kill();
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public void close() {
        if (process != null) {
            process.kill();
        }
    }
}

package dev.orderly.broker;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.orderly.Cable;
import dev.orderly.StablePort;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The distribution's redis-server, set up so that what it confirms is on its disk. */
public final class RedisProcess implements BrokerProcess {

    private final String program;
    private final int port = StablePort.any();
    private final Cable cable = new Cable("127.0.0.1", port);
    private final Path folder;
    private final Map<String, String> settings =
            new TreeMap<>(Map.of("appendonly", "yes", "appendfsync", "always", "save", "", "bind", "127.0.0.1"));
    private @Nullable Process process;

    /** Skips the test where there is none. */
    public RedisProcess() throws IOException {
        this(Map.of());
    }

    /** @param settings what is otherwise than in {@code redis.conf} and in what is said here */
    public RedisProcess(Map<String, String> settings) throws IOException {
        program = find().orElseGet(() -> abort(
                "There is no redis-server on this machine: install the package redis-server (version 7 or newer)"));
        folder = Files.createTempDirectory("orderly-redis");
        this.settings.putAll(settings);
    }

    private static Optional<String> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(path -> Path.of(path, "redis-server"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    @Override
    public BrokerType type() {
        return BrokerType.REDIS_STREAMS;
    }

    @Override
    public void start() throws IOException {
        List<String> command = new ArrayList<>(
                List.of(program, "--port", Integer.toString(port), "--dir", folder.toString(), "--daemonize", "no"));
        settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        process = started;
        BufferedReader log = started.inputReader();
        List<String> said = new ArrayList<>();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            said.add(line);
            if (line.contains("Ready to accept connections")) {
                Thread.ofVirtual().start(() -> log.lines().forEach(rest -> {}));
                return;
            }
        }
        throw new IOException("redis-server did not start: " + said);
    }

    @Override
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void cut() {
        cable.cut();
    }

    @Override
    public void mend() {
        cable.mend();
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                "orderly.broker.type",
                type().property(),
                "spring.data.redis.host",
                "127.0.0.1",
                "spring.data.redis.port",
                Integer.toString(cable.port()));
    }

    /** Its own port, past the cable. */
    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        kill();
        cable.close();
        FileSystemUtils.deleteRecursively(folder);
    }
}

package dev.orderly.broker;

import dev.orderly.Cable;
import dev.orderly.StablePort;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * RabbitMQ as the distribution has it, as a node of its own beside any that runs on this machine: with a port mapper
 * ({@code epmd}), a name, ports, a cookie, a configuration and data of its own, and without plugins.
 */
public final class RabbitProcess implements BrokerProcess {

    /** For a test that is skipped without it. */
    public static final String WHAT_TO_INSTALL =
            "There is no RabbitMQ on this machine; install it, such as by `apt-get install rabbitmq-server`";

    private static final int SECONDS_TO_START = 120;
    private static final int LINES_TO_SHOW = 30;

    private final Path script;
    private final Path directory;
    private final int port = StablePort.any();
    private final int distributionPort = StablePort.any();
    private final int mapperPort = StablePort.any();
    private final Cable cable = new Cable("127.0.0.1", port);
    private final Process mapper;
    private @Nullable Process server;

    private RabbitProcess(Path script) throws IOException {
        this.script = script;
        directory = Files.createTempDirectory("orderly-rabbitmq");
        Files.createDirectory(directory.resolve("home"));
        Files.writeString(directory.resolve("plugins"), "[].\n");
        // As large as RabbitMQ 4 takes by default.
        Files.writeString(directory.resolve("rabbitmq.conf"), """
                vm_memory_high_watermark.absolute = 512MB
                disk_free_limit.absolute = 10MB
                max_message_size = 16777216
                log.console = true
                log.console.level = info
                log.file = false
                """);
        mapper = environment(new ProcessBuilder("epmd", "-port", String.valueOf(mapperPort), "-address", "127.0.0.1"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** One that is not started yet; empty where this machine has none. */
    public static Optional<RabbitProcess> find() throws IOException {
        Optional<Path> script = script();
        return script.isPresent() ? Optional.of(new RabbitProcess(script.get())) : Optional.empty();
    }

    /** Debian's command in the path changes the user, and listens to no environment; what it calls does. */
    private static Optional<Path> script() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        Stream<Path> inPath = Arrays.stream(path.split(File.pathSeparator)).map(folder -> Path.of(folder));
        return Stream.concat(Stream.of(Path.of("/usr/lib/rabbitmq/bin")), inPath)
                .map(folder -> folder.resolve("rabbitmq-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public BrokerType type() {
        return BrokerType.RABBITMQ;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        ProcessBuilder builder = environment(new ProcessBuilder(script.toString()));
        builder.environment()
                .putAll(Map.of(
                        "RABBITMQ_NODENAME", "orderly" + port + "@localhost",
                        "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
                        "RABBITMQ_NODE_PORT", String.valueOf(port),
                        "RABBITMQ_DIST_PORT", String.valueOf(distributionPort),
                        "RABBITMQ_MNESIA_BASE", directory.resolve("data").toString(),
                        "RABBITMQ_LOG_BASE", directory.resolve("log").toString(),
                        "RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq").toString(),
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                                directory.resolve("plugins").toString(),
                        // Two schedulers that sleep when they are idle: others need the processors too.
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                                "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none"
                                        + " -kernel inet_dist_use_interface {127,0,0,1}",
                        // Makes the script become the server instead of its parent, which a kill would leave behind.
                        "RUNNING_UNDER_SYSTEMD", "true"));
        Process started = builder.redirectErrorStream(true).start();
        started.getOutputStream().close();
        server = started;
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> watch(started, ready));
        try {
            ready.get(SECONDS_TO_START, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            started.destroyForcibly();
            throw new IOException("RabbitMQ does not start", e);
        }
    }

    private static void watch(Process server, CompletableFuture<Boolean> ready) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader output = server.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last.add(line);
                if (last.size() > LINES_TO_SHOW) {
                    last.remove();
                }
                if (line.contains("Server startup complete")) {
                    ready.complete(true);
                }
            }
        } catch (IOException killed) {
            last.add(killed.toString());
        }
        ready.completeExceptionally(new IOException("It ended:\n" + String.join("\n", last)));
    }

    @Override
    public void kill() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
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

    /** Swallows whatever is sent, and tells neither end, until {@link #mend}. */
    public void silence() {
        cable.silence();
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                "orderly.broker.type", type().property(),
                "spring.rabbitmq.host", "127.0.0.1",
                "spring.rabbitmq.port", String.valueOf(cable.port()));
    }

    /** Where it listens itself. */
    public int port() {
        return port;
    }

    /**
     * Has it write to its disk which quorum queues there are. It does so by itself within a second after it has made one,
     * and comes back without a queue that was younger when it was killed, and without the messages in there.
     */
    public void settle() throws IOException, InterruptedException {
        control("eval", "ok = dets:sync(ra_directory_reverse).");
    }

    /** What {@code rabbitmqctl} prints. */
    public String control(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = environment(new ProcessBuilder(
                script.resolveSibling("rabbitmqctl").toString(), "--quiet", "--node", "orderly" + port + "@localhost"));
        builder.command().addAll(Arrays.asList(arguments));
        Process control = builder.redirectErrorStream(true).start();
        control.getOutputStream().close();
        String said;
        try (BufferedReader output = control.inputReader()) {
            said = String.join("\n", output.lines().toList());
        }
        if (control.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
            mapper.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cable.close();
        if (!FileSystemUtils.deleteRecursively(directory)) {
            throw new UncheckedIOException(new IOException(directory + " could not be deleted"));
        }
    }

    private ProcessBuilder environment(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("RABBITMQ_") || name.equals("NOTIFY_SOCKET"));
        environment.put("HOME", directory.resolve("home").toString());
        environment.put("ERL_EPMD_PORT", String.valueOf(mapperPort));
        environment.put("ERL_EPMD_ADDRESS", "127.0.0.1");
        // The machine's own node may have settings there.
        environment.put("RABBITMQ_CONF_ENV_FILE", directory.resolve("none").toString());
        return builder.directory(directory.toFile());
    }
}

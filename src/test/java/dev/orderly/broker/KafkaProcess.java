package dev.orderly.broker;

import dev.orderly.Cable;
import dev.orderly.OrderlyProcess;
import dev.orderly.StablePort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;

/** Kafka as it comes from Maven Central: broker and controller in one JVM, with nothing to install. */
public final class KafkaProcess implements BrokerProcess {

    private static final String STARTED = "Kafka Server started";
    private static final Duration SOON = Duration.ofMinutes(2);

    private final Path folder;
    private final Cable cable;
    private final Map<String, String> settings = new TreeMap<>();
    private Optional<OrderlyProcess> process = Optional.empty();

    public KafkaProcess() throws IOException {
        this(Map.of());
    }

    /** With settings of the server beside those that it has for the tests. */
    public KafkaProcess(Map<String, String> more) throws IOException {
        this(Files.createTempDirectory("orderly-kafka"), StablePort.any(), more);
    }

    /** One to try with, which keeps its data in a folder; who connects to its port need not go by the cable. */
    public static KafkaProcess toTry(Path folder, int port) throws IOException {
        return new KafkaProcess(
                Files.createDirectories(folder).toAbsolutePath(),
                port,
                Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port));
    }

    private KafkaProcess(Path folder, int port, Map<String, String> more) {
        this.folder = folder;
        this.cable = new Cable("127.0.0.1", port);
        int controllerPort = StablePort.any();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                // Clients go where the broker says that it is, so it has to say that it is at the cable's near end.
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + cable.port()),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("log.dirs", data().toString()),
                // There is one server, and the tests do not wait for others.
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // After kill -9 the controller takes the broker for alive until its session is over.
                Map.entry("broker.session.timeout.ms", "2000"),
                Map.entry("broker.heartbeat.interval.ms", "500")));
        settings.putAll(more);
    }

    @Override
    public BrokerType type() {
        return BrokerType.KAFKA;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Path file = folder.resolve("server.properties");
        if (!Files.exists(data())) {
            format();
        }
        Properties properties = new Properties();
        properties.putAll(settings);
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        OrderlyProcess server = OrderlyProcess.bare(
                folder,
                Map.of(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx384m",
                "-cp",
                OrderlyProcess.classPath(),
                "kafka.Kafka",
                file.toString());
        process = Optional.of(server);
        Awaitility.await("Kafka to start")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !server.isAlive() || server.out().contains(STARTED));
        if (!server.isAlive()) {
            throw new IOException("Kafka did not start: " + server.out() + server.err());
        }
    }

    /** What {@code kafka-storage.sh format} does. */
    private void format() throws IOException {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setControllerListenerName("CONTROLLER")
                    .setDirectories(Set.of(data().toString()))
                    .setMetadataLogDirectory(data().toString())
                    .run();
        } catch (Exception e) {
            throw new IOException("The folder of Kafka could not be formatted", e);
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Lets it end in order. */
    public void stop() {
        process.ifPresent(OrderlyProcess::stop);
    }

    @Override
    public void kill() {
        process.ifPresent(OrderlyProcess::kill);
    }

    @Override
    public void cut() {
        cable.cut();
    }

    @Override
    public void mend() {
        cable.mend();
    }

    /** What it has written to its log since it started. */
    public String out() {
        return process.map(OrderlyProcess::out).orElse("");
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                "orderly.broker.type",
                BrokerType.KAFKA.property(),
                "spring.kafka.bootstrap-servers",
                "127.0.0.1:" + cable.port());
    }

    @Override
    public void close() throws IOException {
        kill();
        cable.close();
        FileSystemUtils.deleteRecursively(folder);
    }
}

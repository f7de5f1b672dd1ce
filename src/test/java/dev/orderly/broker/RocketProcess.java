package dev.orderly.broker;

import dev.orderly.Cable;
import dev.orderly.OrderlyProcess;
import dev.orderly.StablePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * RocketMQ's name server and one broker from the test class path, in one process. The broker tells applications to find
 * it at 127.0.0.1, where there is the cable, and is itself at another address of this machine.
 */
public final class RocketProcess implements BrokerProcess {

    private static final String HOST = "127.0.0.2";
    private static final String BEHIND_THE_CABLE = "127.0.0.1";
    private static final long MINUTES_TO_START = 2;

    private static final List<String> ERRORS_ONLY = List.of("""
            <configuration>
              <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%level %logger %msg%n</pattern></encoder>
              </appender>
              <root level="ERROR"><appender-ref ref="CONSOLE"/></root>
            </configuration>
            """);

    private final Path folder = Files.createTempDirectory("orderly-rocketmq");
    private final int nameServerPort = StablePort.any();
    private final int brokerPort = StablePort.any();
    private final Cable nameServerCable = new Cable(HOST, nameServerPort);
    private final Cable brokerCable = Cable.at(brokerPort, HOST);
    private final Map<String, String> more = new HashMap<>();
    private @Nullable Process process;

    /** Keeps what it confirms. */
    public RocketProcess() throws IOException {
        this(Map.of());
    }

    /** @param more of the broker's configuration */
    public RocketProcess(Map<String, String> more) throws IOException {
        this.more.putAll(more);
    }

    @Override
    public BrokerType type() {
        return BrokerType.ROCKETMQ;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        Path nameServer = write("nameserver.properties", lines(nameServerConfiguration()));
        Path broker = write("broker.properties", lines(brokerConfiguration()));
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // Twice the size of the store's files, and the network's buffers.
                "-XX:MaxDirectMemorySize=256m",
                // It lets go of a file in memory by Netty, which without Unsafe lets go only of what is its own.
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.noUnsafe=false",
                "-Duser.home=" + folder,
                "-Dlogback.configurationFile=" + write("logback.xml", ERRORS_ONLY),
                // Else it makes itself a certificate that nobody asks for, which takes seconds.
                "-Dtls.server.mode=disabled",
                "-cp",
                OrderlyProcess.classPath(),
                RocketServer.class.getName(),
                nameServer.toString(),
                broker.toString());
        builder.environment().put("ROCKETMQ_HOME", folder.toString());
        builder.redirectErrorStream(true);
        Process started = builder.start();
        process = started;
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        awaitBoot(started);
    }

    private Map<String, String> nameServerConfiguration() {
        return Map.of("bindAddress", HOST, "listenPort", String.valueOf(nameServerPort));
    }

    private Map<String, String> brokerConfiguration() {
        Map<String, String> all = new HashMap<>(Map.ofEntries(
                Map.entry("brokerClusterName", "orderly"),
                Map.entry("brokerName", "broker-a"),
                Map.entry("brokerId", "0"),
                Map.entry("namesrvAddr", HOST + ":" + nameServerPort),
                Map.entry("brokerIP1", BEHIND_THE_CABLE),
                Map.entry("bindAddress", HOST),
                Map.entry("listenPort", String.valueOf(brokerPort)),
                Map.entry("storePathRootDir", folder.resolve("store").toString()),
                Map.entry(
                        "storePathCommitLog", folder.resolve("store/commitlog").toString()),
                Map.entry("flushDiskType", "SYNC_FLUSH"),
                Map.entry("autoCreateTopicEnable", "false"),
                Map.entry("autoCreateSubscriptionGroup", "false"),
                Map.entry("timerWheelEnable", "false"),
                Map.entry("mappedFileSizeCommitLog", String.valueOf(32 * 1024 * 1024)),
                Map.entry("mappedFileSizeConsumeQueue", String.valueOf(20 * 10_000)),
                Map.entry("maxHashSlotNum", "10000"),
                Map.entry("maxIndexNum", "40000"),
                // By default it takes 75 percent of a disk for full, and a machine that tests may well be that full.
                Map.entry("diskMaxUsedSpaceRatio", "95")));
        all.putAll(more);
        return all;
    }

    private static List<String> lines(Map<String, String> configuration) {
        return configuration.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private Path write(String name, List<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines, StandardCharsets.UTF_8);
    }

    /** It says so when it serves; what it says later nobody needs, and a full pipe would stop it. */
    private void awaitBoot(Process started) throws IOException, InterruptedException {
        CompletableFuture<Boolean> booted = new CompletableFuture<>();
        StringBuilder said = new StringBuilder();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!booted.isDone()) {
                        said.append(line).append('\n');
                        if (line.equals(RocketServer.SERVES)) {
                            booted.complete(true);
                        }
                    }
                }
            } catch (IOException killed) {
                // It says no more.
            }
            booted.complete(false);
        });
        try {
            if (!booted.get(MINUTES_TO_START, TimeUnit.MINUTES)) {
                throw new IOException("RocketMQ does not start: " + said);
            }
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new IOException("RocketMQ does not start within %d min".formatted(MINUTES_TO_START), e);
        }
    }

    @Override
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void cut() {
        nameServerCable.cut();
        brokerCable.cut();
    }

    @Override
    public void mend() {
        nameServerCable.mend();
        brokerCable.mend();
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                "orderly.broker.type",
                type().property(),
                "rocketmq.name-server",
                BEHIND_THE_CABLE + ":" + nameServerCable.port());
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        nameServerCable.close();
        brokerCable.close();
        FileSystemUtils.deleteRecursively(folder);
    }
}

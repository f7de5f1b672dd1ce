package dev.orderly.bench;

import dev.orderly.ApiClient;
import dev.orderly.OrderlyProcess;
import dev.orderly.StablePort;
import dev.orderly.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The product itself, at a port that is known before, so that its readiness is seen in the moment that it comes. */
final class Product implements AutoCloseable {

    private static final Path FOLDER = Path.of("target/bench").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    /** One for each part of the heap; of the metaspace no total is given. */
    private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");

    private final OrderlyProcess process;
    private final ApiClient api;
    private final long begun;

    private Product(OrderlyProcess process, int port, long begun) {
        this.process = process;
        this.api = new ApiClient(port);
        this.begun = begun;
    }

    /** What java is started with to run the plain jar. */
    static List<String> jar(int heapMegabytes) throws IOException {
        String jar = OrderlyProcess.JAR.toAbsolutePath().toString();
        return Stream.concat(ServiceLine.options(heapMegabytes).stream(), Stream.of("-jar", jar))
                .toList();
    }

    /** Begins to start. */
    static Product launch(TestDatabase database, List<String> arguments) throws IOException {
        Files.createDirectories(FOLDER);
        int port = StablePort.any();
        Map<String, String> environment = OrderlyProcess.environment(database);
        environment.put("SERVER_PORT", String.valueOf(port));
        long begun = System.nanoTime();
        return new Product(OrderlyProcess.bare(FOLDER, environment, arguments.toArray(String[]::new)), port, begun);
    }

    /** Waits until it says that it is ready; answers after how many seconds. */
    double awaitReady() throws InterruptedException {
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new AssertionError("It does not become ready: " + process.err() + process.out());
            }
            Thread.sleep(5);
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private boolean isReady() {
        try {
            return api.get("/actuator/health/readiness").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    ApiClient api() {
        return api;
    }

    /** The most memory that it has ever had, in MB; not a number where the system does not tell. */
    double peakMegabytes() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        return Files.isReadable(status) ? sum(PEAK, Files.readString(status)) / 1e3 : Double.NaN;
    }

    /** What is in use of the heap after a collection, in MB. */
    double heapMegabytes() throws IOException, InterruptedException {
        jcmd("GC.run");
        return sum(HEAP, jcmd("GC.heap_info")) * 1_024 / 1e6;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IOException(answer);
        }
        return answer;
    }

    /** All that the text gives of it together; not a number where it gives none. */
    private static double sum(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    @Override
    public void close() {
        process.close();
    }
}

package dev.orderly;

import com.google.common.base.Splitter;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Orderly in a process of its own, with nothing in its environment but what a test gives it. */
public final class OrderlyProcess implements AutoCloseable {

    public static final Path JAR = Path.of("target/orderly.jar");

    private static final Pattern LISTENING = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern READY = Pattern.compile("Orderly is ready: http://localhost:(\\d+)/");

    private final Process process;
    private final Path out;
    private final Path err;

    private OrderlyProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** All that a start needs, at any port. */
    public static Map<String, String> environment(TestDatabase database) {
        return new HashMap<>(Map.of(
                "SPRING_DATASOURCE_URL",
                database.urlOutside(),
                "SPRING_DATASOURCE_USERNAME",
                database.username(),
                "SPRING_DATASOURCE_PASSWORD",
                database.password(),
                "SERVER_PORT",
                "0",
                "ORDERLY_API_KEYS",
                "test:" + OrderlyTest.API_KEY_SHA256,
                "ORDERLY_PAYMENT_PROVIDER",
                "sandbox",
                "ORDERLY_PAYMENT_SANDBOX_PORT",
                "0"));
    }

    /** The packaged application. */
    public static OrderlyProcess jar(Path folder, Map<String, String> environment) throws IOException {
        return java(folder, environment, "-jar", JAR.toAbsolutePath().toString());
    }

    /** The try-it run, with the folder as the project's; its port is among the arguments. */
    static OrderlyProcess tryIt(Path folder, String... arguments) throws IOException {
        return java(
                folder,
                Map.of(),
                Stream.concat(
                                Stream.of("-cp", classPath(), TryOrderly.class.getName()),
                                Stream.concat(Stream.of(arguments), Stream.of("--orderly.payment.sandbox.port=0")))
                        .toArray(String[]::new));
    }

    /** The class path of these tests, for a process with another folder. */
    public static String classPath() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Splitter.on(File.pathSeparatorChar)
                .omitEmptyStrings()
                .splitToStream(classPath)
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A program of the JDK that runs these tests, quick to start and small. */
    public static OrderlyProcess java(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        return bare(
                folder,
                environment,
                Stream.concat(Stream.of("-XX:TieredStopAtLevel=1", "-Xmx256m"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /** A program of the JDK that runs these tests, with no options of the JVM but those given. */
    public static OrderlyProcess bare(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        Path out = Files.createTempFile(folder, "out", ".log");
        Path err = Files.createTempFile(folder, "err", ".log");
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> command =
                Stream.concat(Stream.of(java), Stream.of(arguments)).toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(SPRING|ORDERLY|SERVER|JAVA|JDK)_.*"));
        builder.environment().putAll(environment);
        return new OrderlyProcess(builder.start(), out, err);
    }

    public int exitCode() throws InterruptedException {
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("It neither refuses nor ends: " + out());
        }
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Writes a line to its standard input. */
    public void tell(String line) throws IOException {
        BufferedWriter input = process.outputWriter();
        input.write(line);
        input.newLine();
        input.flush();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    /** The port, once it listens; empty before. */
    public Optional<Integer> port() {
        return portAfter(LISTENING);
    }

    /** The port of the try-it run, once there is something to sell; empty before. */
    Optional<Integer> readyPort() {
        return portAfter(READY);
    }

    private Optional<Integer> portAfter(Pattern words) {
        return words.matcher(out())
                .results()
                .findFirst()
                .map((MatchResult found) -> found.group(1))
                .map(Integer::valueOf);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port().orElseThrow() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Stops every thread of it at once, as a long garbage collection does. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets a frozen process go on. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " answered " + status);
        }
    }

    /** Asks it to end, and waits until it has; answers its exit code. */
    public int stop() {
        process.destroy();
        return process.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
    }

    @Override
    public void close() {
        stop();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

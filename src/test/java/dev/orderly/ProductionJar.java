package dev.orderly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The packaged application in a process of its own, with nothing in its environment but what a test gives it. */
final class ProductionJar implements AutoCloseable {

    static final Path FILE = Path.of(System.getProperty("orderly.jar", "target/orderly.jar"));

    private final Process process;
    private final Path out;
    private final Path err;

    private ProductionJar(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static ProductionJar start(Path folder, Map<String, String> environment) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".log");
        Path err = Files.createTempFile(folder, "err", ".log");
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                FILE.toAbsolutePath().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(SPRING|ORDERLY|SERVER|JAVA|JDK)_.*"));
        builder.environment().putAll(environment);
        return new ProductionJar(builder.start(), out, err);
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The jar neither refuses nor ends: " + out());
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** The port, once it listens; empty before. */
    Optional<Integer> port() {
        return out().lines()
                .filter(line -> line.contains("Tomcat started on port"))
                .map(line -> line.replaceAll(".*started on port (\\d+).*", "$1"))
                .map(Integer::valueOf)
                .findFirst();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port().orElseThrow() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Asks it to end, and waits until it has; answers its exit code. */
    int stop() {
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

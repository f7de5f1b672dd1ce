package dev.orderly.console;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one page, driven over its DevTools protocol, so that nothing but the browser is needed. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path profile;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final WebSocket page;

    private Browser(Path executable) throws IOException, InterruptedException {
        profile = Files.createTempDirectory("orderly-browser");
        process = new ProcessBuilder(
                        executable.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output.log").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        await().atMost(PATIENCE)
                .until(() -> Files.exists(port) && !Files.readAllLines(port).isEmpty());
        URI pages = URI.create("http://127.0.0.1:" + Files.readAllLines(port).getFirst() + "/json/list");
        page = http.newWebSocketBuilder()
                .buildAsync(
                        await().atMost(PATIENCE)
                                .until(() -> address(pages), Optional::isPresent)
                                .orElseThrow(),
                        new Listener())
                .join();
        call("Network.enable", Map.of());
    }

    /** Starts the Chromium or Chrome of this machine, if there is one. */
    static Optional<Browser> start() throws IOException, InterruptedException {
        Optional<Path> executable = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> List.of("chromium", "chromium-browser", "google-chrome").stream()
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        return executable.isEmpty() ? Optional.empty() : Optional.of(new Browser(executable.get()));
    }

    void open(String address) {
        call("Page.navigate", Map.of("url", address));
    }

    void offline(boolean yes) {
        call(
                "Network.emulateNetworkConditions",
                Map.of("offline", yes, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** What the script answers in the page, as text; waits for a promise. */
    String run(String script) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(script + " failed in the page: " + answer);
        }
        return answer.path("result").path("value").asString("");
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        int id = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        page.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join().path("result");
    }

    private Optional<URI> address(URI pages) throws IOException, InterruptedException {
        String list = http.send(HttpRequest.newBuilder(pages).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return JSON.readTree(list)
                .valueStream()
                .filter(target -> target.path("type").asString("").equals("page"))
                .map(target -> URI.create(target.path("webSocketDebuggerUrl").asString()))
                .findFirst();
    }

    @Override
    public void close() {
        page.abort();
        http.close();
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        // Its helper processes may still be writing there for a moment.
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            FileSystemUtils.deleteRecursively(profile);
            return true;
        });
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                JsonNode answer = JSON.readTree(message.toString());
                message.setLength(0);
                CompletableFuture<JsonNode> waiting =
                        answers.remove(answer.path("id").asInt(0));
                if (waiting != null) {
                    waiting.complete(answer);
                }
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}

package dev.orderly.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orderly.StablePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A payment provider that takes 2 s for each answer, and a mail server that takes 3 s for each mail. */
final class SlowPeers implements AutoCloseable {

    private static final Duration PROVIDER_TAKES = Duration.ofSeconds(2);
    private static final Duration MAIL_SERVER_TAKES = Duration.ofSeconds(3);

    private final int sandboxPort = StablePort.any();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient sandbox = HttpClient.newHttpClient();
    private final HttpServer provider;
    private final ServerSocket mailServer;

    SlowPeers() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(threads);
        provider.createContext("/", this::passOn);
        provider.start();
        mailServer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::takeMails);
    }

    /** What makes Orderly use them: the sandbox answers through the slow provider. */
    Map<String, String> environment() {
        return Map.of(
                "ORDERLY_PAYMENT_SANDBOX_PORT",
                String.valueOf(sandboxPort),
                "ORDERLY_PAYMENT_SANDBOX_URL",
                "http://127.0.0.1:" + provider.getAddress().getPort(),
                "SPRING_MAIL_HOST",
                "127.0.0.1",
                "SPRING_MAIL_PORT",
                String.valueOf(mailServer.getLocalPort()));
    }

    private void passOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            Thread.sleep(PROVIDER_TAKES);
            HttpResponse<byte[]> answer = sandbox.send(request(exchange), BodyHandlers.ofByteArray());
            answer.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + sandboxPort + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        Stream.of("Content-Type", "Idempotency-Key")
                .filter(exchange.getRequestHeaders()::containsKey)
                .forEach(name ->
                        request.header(name, exchange.getRequestHeaders().getFirst(name)));
        return request.build();
    }

    private void takeMails() {
        while (!mailServer.isClosed()) {
            try {
                Socket caller = mailServer.accept();
                threads.execute(() -> converse(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void converse(Socket caller) {
        try (caller;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
            say(caller, "220 slow");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("DATA")) {
                    say(caller, "354 go on");
                    take(in);
                }
                say(caller, line.equals("QUIT") ? "221 bye" : "250 ok");
            }
        } catch (IOException gone) {
            // So is this conversation.
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private static void take(BufferedReader message) throws IOException, InterruptedException {
        String line = message.readLine();
        while (line != null && !line.equals(".")) {
            line = message.readLine();
        }
        Thread.sleep(MAIL_SERVER_TAKES);
    }

    private static void say(Socket caller, String answer) throws IOException {
        caller.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        provider.stop(0);
        mailServer.close();
        threads.shutdownNow();
        sandbox.shutdownNow();
    }
}

package dev.orderly.payment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Stands between payment and the sandbox and makes the trouble that real providers make. */
class Peer implements AutoCloseable {

    /** What happens to a request. */
    enum Mood {
        /** It is passed on. */
        WELL,
        /** It is answered with 500. */
        FAILING,
        /** It is passed on, and the answer is lost. */
        FORGETFUL,
        /** It is passed on after two seconds. */
        SLOW,
        /** It is never answered. */
        HANGING,
        /** It is passed on, and the connection is closed after the head of the answer. */
        HEAD_ONLY,
        /** It is passed on, and the connection is closed in the middle of the answer. */
        HALF,
        /** It is passed on, and answered with something else. */
        NONSENSE,
        /** A refund is refused for good; all else is passed on. */
        REFUSING,
        /** A refund is answered with 429; all else is passed on. */
        BUSY
    }

    private final HttpServer server;
    private final Supplier<String> sandbox;
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch closing = new CountDownLatch(1);
    final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    volatile Mood mood = Mood.WELL;

    /** @param sandbox the sandbox's address */
    Peer(Supplier<String> sandbox) {
        this.sandbox = sandbox;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Mood now = mood;
        byte[] body = exchange.getRequestBody().readAllBytes();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try (exchange) {
            switch (now) {
                case FAILING -> exchange.sendResponseHeaders(500, -1);
                case HANGING -> closing.await(60, TimeUnit.SECONDS);
                case FORGETFUL -> pass(exchange, body);
                case SLOW -> {
                    closing.await(2, TimeUnit.SECONDS);
                    answer(exchange, pass(exchange, body));
                }
                case HEAD_ONLY -> cut(exchange, pass(exchange, body), 0);
                case HALF -> {
                    HttpResponse<byte[]> answer = pass(exchange, body);
                    cut(exchange, answer, answer.body().length / 2);
                }
                case NONSENSE -> {
                    pass(exchange, body);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, 2);
                    exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
                }
                case REFUSING -> refuse(exchange, body, 422);
                case BUSY -> refuse(exchange, body, 429);
                case WELL -> answer(exchange, pass(exchange, body));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.get() + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (String header : new String[] {"Content-Type", "Idempotency-Key"}) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private void refuse(HttpExchange exchange, byte[] body, int status) throws IOException, InterruptedException {
        if (exchange.getRequestURI().getPath().equals("/refunds")) {
            byte[] refusal = "{\"error\":\"The card was closed\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, refusal.length);
            exchange.getResponseBody().write(refusal);
        } else {
            answer(exchange, pass(exchange, body));
        }
    }

    /** Closing an exchange whose answer is incomplete closes the connection. */
    private static void cut(HttpExchange exchange, HttpResponse<byte[]> answer, int length) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
        exchange.getResponseBody().write(answer.body(), 0, length);
        exchange.getResponseBody().flush();
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}

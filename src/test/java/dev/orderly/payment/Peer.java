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
        /** It is passed on after a second and a half. */
        SLOW,
        /** It is never answered. */
        HANGING
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
                    closing.await(1500, TimeUnit.MILLISECONDS);
                    answer(exchange, pass(exchange, body));
                }
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

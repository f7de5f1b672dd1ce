package dev.orderly.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orderly.messaging.Lane;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sandbox's own HTTP server, on a port of its own. */
class SandboxServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxServer.class);
    private static final int LARGEST_BODY = 64 * 1024;
    private static final Answer FAILED = Answer.json(500, Map.of("error", "The sandbox failed; try again"));
    private static final Answer TOO_LARGE =
            Answer.json(413, Map.of("error", "The body is larger than " + LARGEST_BODY + " bytes"));

    private final Api api;
    private final Installation installation;
    private final Mishaps mishaps;
    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SandboxServer(Api api, Installation installation, SandboxProperties properties, Mishaps mishaps) {
        this.api = api;
        this.installation = installation;
        this.mishaps = mishaps;
        this.server = bind(properties, installation);
        server.setExecutor(call -> threads.execute(() -> {
            Lane.FOLLOW_UP.enter();
            call.run();
        }));
        server.createContext("/", this::serve);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** By which name this machine reaches the server. */
    String host() {
        InetAddress address = server.getAddress().getAddress();
        return address.isLoopbackAddress() || address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.close();
    }

    private static HttpServer bind(SandboxProperties properties, Installation installation) {
        InetSocketAddress address = new InetSocketAddress(properties.address(), properties.port());
        try {
            return HttpServer.create(address, 0);
        } catch (BindException busy) {
            if (!Sibling.listensOn(properties.address(), properties.port(), installation)) {
                throw new SandboxPortBusy(properties.address(), properties.port(), busy);
            }
            return bindAnyPort(address.getAddress());
        } catch (IOException | IllegalArgumentException impossible) {
            throw new SandboxPortBusy(properties.address(), properties.port(), impossible);
        }
    }

    /** Copies of the jar on one machine share the sandbox's table, so that it does not matter which one answers. */
    private static HttpServer bindAnyPort(InetAddress address) {
        try {
            return HttpServer.create(new InetSocketAddress(address, 0), 0);
        } catch (IOException impossible) {
            throw new SandboxPortBusy(address.getHostAddress(), 0, impossible);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
            Request request = request(exchange, new String(body, StandardCharsets.UTF_8));
            Optional<Mishap> mishap = mishaps.ofCall(request);
            if (mishap.isPresent()) {
                spoil(exchange, request, mishap.get());
            } else {
                send(exchange, body.length > LARGEST_BODY ? TOO_LARGE : answer(request));
            }
        }
    }

    /** Closing an exchange that is not answered, or half, closes its connection. */
    private void spoil(HttpExchange exchange, Request request, Mishap mishap) throws IOException {
        Answer answer = mishap.isDone() ? answer(request) : FAILED;
        rest(mishaps.drawnOut(mishap));
        switch (mishap) {
            case FAILED, FAILED_AFTERWARDS -> send(exchange, FAILED);
            case HALVED -> {
                byte[] body = begin(exchange, answer);
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
            }
            case HANGING, CUT -> {}
        }
    }

    private void rest(Duration time) {
        try {
            closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        exchange.getResponseBody().write(begin(exchange, answer));
    }

    private static byte[] begin(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        return body;
    }

    private Answer answer(Request request) {
        try {
            return api.answer(request, installation);
        } catch (Refusal refusal) {
            return Answer.json(refusal.status(), Map.of("error", refusal.reason()));
        } catch (RuntimeException trouble) {
            LOG.warn("The sandbox failed at {} /{}", request.method(), String.join("/", request.path()), trouble);
            return FAILED;
        }
    }

    private Request request(HttpExchange exchange, String body) {
        return new Request(
                exchange.getRequestMethod(),
                Arrays.stream(exchange.getRequestURI().getPath().split("/"))
                        .filter(segment -> !segment.isEmpty())
                        .toList(),
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Host"), host() + ":" + port()),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
                body);
    }
}

package dev.orderly.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Whom the sandbox calls back. */
class Shop implements AutoCloseable {

    private final HttpServer server;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger answeredWell = new AtomicInteger();
    private final CyclicBarrier two = new CyclicBarrier(2);
    private volatile List<Integer> answers = List.of(204);
    private volatile boolean onlyTwoAtOnce;

    Shop() {
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
        return "http://localhost:" + server.getAddress().getPort() + "/callbacks";
    }

    /** The first call is answered with the first of these, and so on; the last one repeats. */
    void answersWith(Integer... statuses) {
        answers = List.of(statuses);
    }

    /** A call is answered well where another is there at the same moment. */
    void answersOnlyTwoAtOnce() {
        onlyTwoAtOnce = true;
    }

    List<String> calls() {
        return calls;
    }

    int answeredWell() {
        return answeredWell.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            calls.add(new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            int status = onlyTwoAtOnce ? awaitAnother() : answers.get(Math.min(calls.size(), answers.size()) - 1);
            exchange.sendResponseHeaders(status, -1);
            if (status < 300) {
                answeredWell.incrementAndGet();
            }
        }
    }

    private int awaitAnother() {
        try {
            two.await(5, TimeUnit.SECONDS);
            return 204;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 500;
        } catch (BrokenBarrierException | TimeoutException alone) {
            return 500;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

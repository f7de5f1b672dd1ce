package dev.orderly.bench;

import dev.orderly.OrderlyTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The load process: buyers who place orders, each over a connection of its own, one after the other. */
public final class Buyers {

    private static final int WARMING = 32;

    private final HttpClient client;
    private final URI orders;
    private final Load load;
    private final String run = UUID.randomUUID().toString();
    private final AtomicInteger errors = new AtomicInteger();

    private Buyers(HttpClient client, URI orders, Load load) {
        this.client = client;
        this.orders = orders;
        this.load = load;
    }

    /** Takes the server's address, and then a {@link Load}. */
    public static void main(String... arguments) throws Exception {
        List<String> words = List.of(arguments);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(threads)
                        .build()) {
            Buyers buyers = new Buyers(
                    client, URI.create(words.getFirst() + "/api/orders"), Load.of(words.subList(1, words.size())));
            System.out.println(buyers.buy().line());
        }
    }

    private Served buy() throws InterruptedException, ExecutionException {
        if (load.warmUp() > 0) {
            // At the load's own pace, as else the first orders that count would wait behind these.
            buy(
                    "warm-",
                    Load.usual(Math.min(WARMING, load.connections()), 0, load.warmUp())
                            .at(load.perSecond()));
        }
        errors.set(0);
        return buy("", load);
    }

    private Served buy(String key, Load wanted) throws InterruptedException, ExecutionException {
        long[] nanos = new long[wanted.orders()];
        AtomicInteger next = new AtomicInteger();
        Callable<@Nullable Void> buyer = () -> buyOneByOne(next, key, wanted, nanos);
        long begun = System.nanoTime();
        try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<@Nullable Void> end : buyers.invokeAll(Collections.nCopies(wanted.connections(), buyer))) {
                end.get();
            }
        }
        return Served.of(errors.get(), (System.nanoTime() - begun) / 1e9, nanos);
    }

    /** At a pace, an order's time begins when it is due, so that a server that stops is not spared. */
    private @Nullable Void buyOneByOne(AtomicInteger next, String key, Load wanted, long[] nanos)
            throws InterruptedException {
        int perSecond = wanted.perSecond();
        long begun = System.nanoTime();
        for (int n = next.getAndIncrement(); n < nanos.length; n = next.getAndIncrement()) {
            long due = perSecond == 0 ? System.nanoTime() : begun + n * TimeUnit.SECONDS.toNanos(1) / perSecond;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            buy(key + n, wanted.body(n));
            nanos[n] = System.nanoTime() - due;
        }
        return null;
    }

    private void buy(String key, String body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(orders)
                .header("Authorization", "Bearer " + OrderlyTest.API_KEY)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", run + "-" + key)
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 201) {
                complain(response.statusCode() + " " + response.body());
            }
        } catch (IOException failure) {
            complain(failure.toString());
        }
    }

    /** Tells of the first few. */
    private void complain(String words) {
        if (errors.incrementAndGet() <= 5) {
            System.err.println(words);
        }
    }
}

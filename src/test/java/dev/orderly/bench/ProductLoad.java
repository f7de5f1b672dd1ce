package dev.orderly.bench;

import dev.orderly.ApiClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Orders over HTTP at a steady rate, each of which has to be answered with 201. */
record ProductLoad(ApiClient api) {

    private static final int CONNECTIONS = 16;
    private static final String ORDER = """
            {"customerEmail":"buyer@example.com","currency":"EUR",
             "lines":[{"sku":"TEA-1","quantity":1,"unitPriceMinor":450},{"sku":"TEA-2","quantity":2,"unitPriceMinor":990}]}
            """;

    void stock() {
        for (String sku : List.of("TEA-1", "TEA-2")) {
            require(
                    api.send(api.json("/api/stock/" + sku)
                            .PUT(BodyPublishers.ofString("{\"onHand\":1000000,\"reason\":\"delivery\"}"))),
                    200);
        }
    }

    /** Answers how many orders a second were placed. */
    double place(int rate, int seconds) throws Exception {
        List<Future<?>> placed = new ArrayList<>();
        long begun = System.nanoTime();
        try (ScheduledExecutorService beats = Executors.newScheduledThreadPool(CONNECTIONS)) {
            for (int n = 0; n < rate * seconds; n++) {
                Callable<Void> place = () -> {
                    require(api.placeOrder(ORDER), 201);
                    return null;
                };
                placed.add(beats.schedule(place, n * 1_000_000L / rate, TimeUnit.MICROSECONDS));
            }
        }
        for (Future<?> each : placed) {
            each.get();
        }
        return rate * seconds / ((System.nanoTime() - begun) / 1e9);
    }

    private static void require(ApiClient.Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " " + answer.body());
        }
    }
}

package dev.orderly.bench;

import dev.orderly.bench.Contestant.Seller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Eight threads that sell as fast as they can, each for accounts of its own. */
final class Sellers {

    static final int THREADS = 8;

    private Sellers() {}

    /** Returns when so many sales, from these numbers on, have been committed. */
    static void sell(Contestant contestant, int sales, long firstNumber) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int n = 0; n < THREADS; n++) {
                int thread = n;
                ends.add(threads.submit(() -> {
                    sell(contestant, thread, sales / THREADS, firstNumber);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    private static void sell(Contestant contestant, int thread, int sales, long firstNumber) throws Exception {
        int accounts = Settings.ACCOUNTS / THREADS;
        try (Seller seller = contestant.seller()) {
            for (int n = 0; n < sales; n++) {
                seller.sell(Sale.of(thread * accounts + n % accounts, firstNumber + n / accounts));
            }
        }
    }
}

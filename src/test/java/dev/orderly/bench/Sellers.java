package dev.orderly.bench;

import dev.orderly.bench.Contestant.Seller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Eight threads that sell as fast as they can, each for accounts of its own. */
final class Sellers {

    static final int THREADS = 8;

    private Sellers() {}

    /** Returns when so many sales, from these numbers on, have been committed. */
    static void sell(Contestant contestant, int sales, long firstNumber) throws Exception {
        sell(contestant::seller, 0, THREADS, sales, firstNumber);
    }

    /** The same by some of the eight threads, which sell their part of it; the others are another process's. */
    static void sell(Callable<Seller> sellers, int firstThread, int threads, int sales, long firstNumber)
            throws Exception {
        try (ExecutorService running = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int thread = firstThread; thread < firstThread + threads; thread++) {
                int accountsOf = thread;
                ends.add(running.submit(() -> {
                    sell(sellers, accountsOf, sales / THREADS, firstNumber);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    private static void sell(Callable<Seller> sellers, int thread, int sales, long firstNumber) throws Exception {
        int accounts = Settings.ACCOUNTS / THREADS;
        try (Seller seller = sellers.call()) {
            for (int n = 0; n < sales; n++) {
                seller.sell(Sale.of(thread * accounts + n % accounts, firstNumber + n / accounts));
            }
        }
    }
}

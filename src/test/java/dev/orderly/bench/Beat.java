package dev.orderly.bench;

import dev.orderly.bench.Contestant.Seller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sells at a steady rate; a sale that is late does not wait for the next beat.
 *
 * @param rate sales a second
 * @param threads how many may be under way; a seller of several threads has to be safe for them
 */
record Beat(int rate, int threads) {

    /** Returns when the last sale has been committed. */
    void sell(Seller seller, Watch watch, int seconds, long firstNumber) throws Exception {
        int sales = seconds * rate;
        List<Future<?>> sold = new ArrayList<>();
        try (ScheduledExecutorService beats = Executors.newScheduledThreadPool(threads)) {
            for (int n = 0; n < sales; n++) {
                Sale sale = Sale.of(n % Settings.ACCOUNTS, firstNumber + n);
                Callable<Void> sell = () -> {
                    seller.sell(sale);
                    watch.committed(sale.id());
                    return null;
                };
                sold.add(beats.schedule(sell, n * 1_000_000L / rate, TimeUnit.MICROSECONDS));
            }
        }
        for (Future<?> each : sold) {
            each.get();
        }
    }
}

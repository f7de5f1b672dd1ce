package dev.orderly.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** When each sale was committed, and when each of its rows. */
final class Watch {

    private final Map<String, Long> committed = new ConcurrentHashMap<>();
    private final Queue<Map.Entry<String, Long>> arrived = new ConcurrentLinkedQueue<>();

    void committed(String sale) {
        committed.put(sale, System.nanoTime());
    }

    void arrived(String sale) {
        arrived.add(Map.entry(sale, System.nanoTime()));
    }

    void forget() {
        committed.clear();
        arrived.clear();
    }

    /**
     * The median, the 95th and the 99th percentile and the longest, in milliseconds, once so many rows are there; one
     * that was there before the seller knew of its own commit took none.
     */
    double[] percentiles(int expected) throws InterruptedException {
        while (arrived.size() < expected) {
            Thread.sleep(5);
        }
        double[] sorted = arrived.stream()
                .mapToDouble(arrival ->
                        Math.max(0, arrival.getValue() - Objects.requireNonNull(committed.get(arrival.getKey()))) / 1e6)
                .sorted()
                .toArray();
        return Arrays.stream(new double[] {0.5, 0.95, 0.99, 1})
                .map(share -> sorted[(int) Math.min(sorted.length - 1, share * sorted.length)])
                .toArray();
    }
}

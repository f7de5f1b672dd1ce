package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.messaging.Ids;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@InventoryTest
class StockRaceTest {

    private static final int THREADS = 50;

    @Autowired
    Warehouse warehouse;

    @Autowired
    ReserveStock reserveStock;

    @Autowired
    ReleaseStock releaseStock;

    @Autowired
    ShipStock shipStock;

    @Autowired
    Reservations reservations;

    @Autowired
    SetStock setStock;

    @Test
    void fifty_orders_that_race_for_ten_pieces_never_get_more_than_ten() throws Exception {
        String scarce = warehouse.sku(10);
        List<String> plenty = List.of(warehouse.sku(1000), warehouse.sku(1000));
        List<String> orders = Collections.synchronizedList(new ArrayList<>());
        race(THREADS, () -> {
            String order = Ids.next();
            orders.add(order);
            reserveStock.forOrder(order, randomLines(scarce, plenty));
        });
        assertThat(warehouse.reserved(scarce)).isEqualTo(10);
        assertThat(orders)
                .filteredOn(order -> reservations.state(order).orElseThrow() == ReservationState.OPEN)
                .hasSize(10);
        assertBooksBalance();
    }

    @Test
    void orders_that_are_reserved_released_and_shipped_while_the_stock_is_set_never_deadlock() throws Exception {
        List<String> skus = List.of(warehouse.sku(10_000), warehouse.sku(10_000), warehouse.sku(10_000));
        race(THREADS, () -> {
            String order = Ids.next();
            reserveStock.forOrder(order, randomLines(skus.getFirst(), skus));
            setStock.to(anyOf(skus), ThreadLocalRandom.current().nextInt(5_000, 10_000), "counted");
            if (ThreadLocalRandom.current().nextBoolean()) {
                shipStock.ofOrder(order);
            } else {
                releaseStock.ofOrder(order, "order cancelled");
            }
        });
        assertThat(skus).allSatisfy(sku -> assertThat(warehouse.reserved(sku)).isZero());
        assertBooksBalance();
    }

    @Test
    void callers_who_create_the_same_sku_at_the_same_time_all_succeed() throws Exception {
        for (int round = 0; round < 10; round++) {
            String sku = "new-" + Ids.next();
            race(20, () -> setStock.to(sku, 7, "delivery"));
            assertThat(warehouse.onHand(sku)).isEqualTo(7);
            assertThat(warehouse.movements(sku)).hasSize(1);
        }
    }

    private void assertBooksBalance() {
        assertThat(warehouse.reservedWithoutReservation()).isEmpty();
        assertThat(warehouse.stockWithoutMovement()).isEmpty();
    }

    /** One piece of the SKU, and perhaps of others, in any order. */
    private static List<ReservationLine> randomLines(String sku, List<String> others) {
        List<String> skus = new ArrayList<>(others);
        skus.remove(sku);
        Collections.shuffle(skus);
        List<String> chosen =
                new ArrayList<>(skus.subList(0, ThreadLocalRandom.current().nextInt(skus.size() + 1)));
        chosen.add(sku);
        Collections.shuffle(chosen);
        return chosen.stream().map(each -> new ReservationLine(each, 1)).toList();
    }

    private static String anyOf(List<String> skus) {
        return skus.get(ThreadLocalRandom.current().nextInt(skus.size()));
    }

    private static void race(int threads, Runnable work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<Void> runner = () -> {
            start.await();
            work.run();
            return null;
        };
        try (ExecutorService runners = Executors.newFixedThreadPool(threads)) {
            List<Future<Void>> done = runners.invokeAll(
                    IntStream.range(0, threads).mapToObj(i -> runner).toList());
            for (Future<Void> each : done) {
                each.get();
            }
        }
    }
}

package dev.orderly.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import dev.orderly.journeys.Shop.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Fifty buyers want ten pieces at the same moment. */
@OrderlyTest
class LastPiecesTest {

    private static final int BUYERS = 50;
    private static final int PIECES = 10;

    private final Shop shop;

    LastPiecesTest(@LocalServerPort int port) {
        shop = Shop.at(port);
    }

    @Test
    void nothing_is_oversold_no_deadlock_reaches_a_buyer_and_every_order_ends() throws Exception {
        shop.stock("LAST", PIECES);
        shop.stock("PLENTY-A", 1_000);
        shop.stock("PLENTY-B", 1_000);
        List<Answer> answers = atOnce();

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(201));
        List<String> orders = answers.stream()
                .map(answer -> answer.json().get("id").asString())
                .toList();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(orders.stream().map(shop::status))
                        .allMatch(status -> status.equals("PAID") || status.equals("REJECTED")));
        List<String> paid = orders.stream()
                .filter(order -> shop.status(order).equals("PAID"))
                .toList();
        assertThat(paid).hasSize(PIECES);
        shop.awaitStock("LAST", PIECES, PIECES);
        shop.awaitStock("PLENTY-A", 1_000, pieces(paid, "PLENTY-A"));
        shop.awaitStock("PLENTY-B", 1_000, pieces(paid, "PLENTY-B"));
    }

    private List<Answer> atOnce() throws Exception {
        CyclicBarrier ready = new CyclicBarrier(BUYERS);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService buyers = Executors.newFixedThreadPool(BUYERS)) {
            for (int buyer = 0; buyer < BUYERS; buyer++) {
                Line[] lines = lines();
                answers.add(buyers.submit(() -> {
                    ready.await();
                    return shop.tryToPlace("buyer@example.com", lines);
                }));
            }
        }
        List<Answer> done = new ArrayList<>();
        for (Future<Answer> answer : answers) {
            done.add(answer.get());
        }
        return done;
    }

    /** One piece of the last ones, and up to two of what there is plenty of, in any order. */
    private static Line[] lines() {
        List<Line> lines =
                new ArrayList<>(List.of(new Line("LAST", 1), new Line("PLENTY-A", 1), new Line("PLENTY-B", 1))
                        .subList(0, ThreadLocalRandom.current().nextInt(1, 4)));
        Collections.shuffle(lines);
        return lines.toArray(Line[]::new);
    }

    private int pieces(List<String> orders, String sku) {
        return (int) orders.stream()
                .flatMap(order -> Shop.texts(shop.order(order).get("lines"), "sku").stream())
                .filter(sku::equals)
                .count();
    }
}

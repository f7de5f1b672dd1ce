package dev.orderly.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import dev.orderly.contract.InventoryEvent.StockReserved;
import dev.orderly.contract.PaymentEvent.PaymentCaptured;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;
import dev.orderly.messaging.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class OrderRacesTest extends OrderModuleTest {

    @RepeatedTest(5)
    void a_capture_and_a_cancellation_end_cancelled_whichever_came_first() throws Exception {
        String id = placed();
        say(new StockReserved(id));
        awaitStatus(id, OrderStatus.AWAITING_PAYMENT);

        List<Answer> answers = atOnce(List.of(
                () -> api.post("/api/orders/" + id + "/cancel", ""),
                () -> {
                    say(new PaymentCaptured(Ids.next(), id, "EUR", 2100));
                    return order(id);
                },
                () -> api.post("/api/orders/" + id + "/cancel", "")));
        awaitQuiet();

        assertThat(answers.stream().map(Answer::status)).containsOnly(200);
        assertThat(statusOf(id)).isIn("CANCELLED", "REFUNDING");
        assertThat(eventsOf(id).stream()
                        .filter(type -> type.matches("order.(paid|cancelled|refund-requested)"))
                        .toList())
                .isIn(List.of("order.cancelled"), List.of("order.paid", "order.refund-requested"));
    }

    @RepeatedTest(5)
    void a_cancellation_and_a_shipment_of_a_paid_order_end_in_one_of_both() throws Exception {
        String id = placed();
        say(new StockReserved(id), new PaymentCaptured(Ids.next(), id, "EUR", 2100));
        awaitStatus(id, OrderStatus.PAID);
        Callable<Answer> cancel = () -> api.post("/api/orders/" + id + "/cancel", "");
        Callable<Answer> ship =
                () -> api.post("/api/orders/" + id + "/ship", "{\"carrier\":\"DHL\",\"tracking\":\"1\"}");

        List<Answer> answers = atOnce(List.of(cancel, ship, cancel, ship, cancel, ship));

        boolean shipped = statusOf(id).equals("SHIPPED");
        for (int call = 0; call < answers.size(); call++) {
            boolean wins = shipped == (call % 2 == 1);
            assertThat(answers.get(call).status()).as(answers.get(call).body()).isEqualTo(wins ? 200 : 409);
        }
        assertThat(eventsOf(id).stream().filter(type -> type.matches("order.(shipped|refund-requested)")))
                .containsExactly(shipped ? "order.shipped" : "order.refund-requested");
    }

    @RepeatedTest(3)
    void a_refund_in_full_and_a_shipment_end_refunded_and_tell_both_or_one() throws Exception {
        String id = placed();
        say(new StockReserved(id), new PaymentCaptured(Ids.next(), id, "EUR", 2100));
        awaitStatus(id, OrderStatus.PAID);

        List<Answer> answers = atOnce(List.of(
                () -> api.post("/api/orders/" + id + "/ship", "{\"carrier\":\"DHL\",\"tracking\":\"1\"}"), () -> {
                    say(new PaymentRefunded(Ids.next(), id, "buyer@example.com", "EUR", 2100));
                    return order(id);
                }));
        awaitStatus(id, OrderStatus.REFUNDED);

        List<String> told = eventsOf(id).stream()
                .filter(type -> type.matches("order.(shipped|refunded)"))
                .toList();
        assertThat(told)
                .isEqualTo(
                        answers.getFirst().status() == 200
                                ? List.of("order.shipped", "order.refunded")
                                : List.of("order.refunded"));
    }

    @Test
    void one_of_many_carriers_gets_the_order() throws Exception {
        String id = placed();
        say(new StockReserved(id), new PaymentCaptured(Ids.next(), id, "EUR", 2100));
        awaitStatus(id, OrderStatus.PAID);

        List<Callable<Answer>> shipments = new ArrayList<>();
        for (int carrier = 0; carrier < 8; carrier++) {
            String body = "{\"carrier\":\"C%d\",\"tracking\":\"1\"}".formatted(carrier);
            shipments.add(() -> api.post("/api/orders/" + id + "/ship", body));
        }
        List<Answer> answers = atOnce(shipments);

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 409)).hasSize(7);
        assertThat(eventsOf(id)).containsOnlyOnce("order.shipped");
    }

    @Test
    void one_key_from_twenty_threads_at_once_places_one_order() throws Exception {
        String key = Ids.next();
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int thread = 0; thread < 20; thread++) {
            calls.add(() -> api.placeOrder(key, ORDER));
        }

        List<Answer> answers = atOnce(calls);

        Answer replay = api.placeOrder(key, ORDER);
        assertThat(replay.status()).isEqualTo(201);
        assertThat(replay.header("Idempotency-Replayed")).isEqualTo("true");
        for (Answer answer : answers) {
            assertThat(answer.status()).as(answer.body()).isIn(201, 409);
            if (answer.status() == 201) {
                assertThat(answer.body()).isEqualTo(replay.body());
            } else {
                assertThat(answer.header("Retry-After")).isEqualTo("1");
            }
        }
        assertThat(jdbc.sql("SELECT COUNT(*) FROM idempotency_key WHERE idempotency_key = :key")
                        .param("key", key)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .filter(answer -> answer.header("Idempotency-Replayed").isEmpty()))
                .hasSize(1);
    }

    private static List<Answer> atOnce(List<Callable<Answer>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            List<Future<Answer>> answers = calls.stream()
                    .map(call -> threads.submit(() -> {
                        start.await();
                        return call.call();
                    }))
                    .toList();
            List<Answer> all = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }
}

package dev.orderly.chaos;

import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.RateLimiter;
import dev.orderly.ApiClient.Answer;
import dev.orderly.chaos.Backends.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Place orders from several threads, and ship, deliver and cancel some. What they were answered stays here and in a
 * file, outside of everything that is broken.
 */
final class Shoppers implements AutoCloseable {

    private static final int THREADS = 6;

    private final Backends backends;
    private final Path file;
    private final Random random;
    private final RateLimiter rate;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Queue<Purchase> purchases = new ConcurrentLinkedQueue<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger stepsTaken = new AtomicInteger();
    private final AtomicLong lastAcceptedWasSent = new AtomicLong(Long.MIN_VALUE);
    private volatile boolean shopping;

    Shoppers(Backends backends, Path file, Random random, int perSecond) {
        this.backends = backends;
        this.file = file;
        this.random = random;
        this.rate = RateLimiter.create(perSecond);
    }

    /** Puts plenty of everything on the shelves. */
    void stock(int onHand) throws InterruptedException {
        for (int sku = 0; sku < Purchase.SKUS; sku++) {
            String body = "{\"onHand\":%d,\"reason\":\"delivery\"}".formatted(onHand);
            Answer answer = backends.call(Call.of("PUT", "/api/stock/" + Purchase.SKU + sku, body, () -> {}))
                    .orElseThrow();
            if (answer.status() != 200) {
                throw new AssertionError("There is no stock: " + answer.body());
            }
        }
    }

    void start() {
        shopping = true;
        for (int thread = 0; thread < THREADS; thread++) {
            running.add(threads.submit(this::shop));
        }
    }

    /** From now on only ships and cancels what was placed. */
    void placeNoMore() {
        shopping = false;
    }

    /** Waits until all that was placed is shipped or cancelled as it was wanted, for as long as that goes forward. */
    void finish(Duration patience) throws Exception {
        placeNoMore();
        long lastProgress = System.nanoTime();
        int before = stepsTaken.get();
        while (!running.stream().allMatch(Future::isDone)) {
            TimeUnit.MILLISECONDS.sleep(200);
            int now = stepsTaken.get();
            lastProgress = now > before ? System.nanoTime() : lastProgress;
            before = now;
            if (System.nanoTime() - lastProgress > patience.toNanos()) {
                backends.giveUp();
            }
        }
        for (Future<?> shopper : running) {
            shopper.get();
        }
    }

    /** Every order that anybody wanted, answered or not. */
    List<Purchase> purchases() {
        return List.copyOf(purchases);
    }

    /** How many were answered with 201. */
    int accepted() {
        return accepted.get();
    }

    /** Answers that no good client should ever get. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Waits until an order is accepted that was sent after the moment, and tells how long after it that was. */
    Duration awaitAcceptedAfter(long nanoTime, Duration patience) {
        await("a new 201")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> lastAcceptedWasSent.get() > nanoTime);
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Waits until so many more are accepted. */
    void awaitAccepted(int more, Duration patience) {
        int goal = accepted.get() + more;
        await("more orders").atMost(patience).pollInterval(Duration.ofMillis(2)).until(() -> accepted.get() >= goal);
    }

    @Override
    public void close() {
        shopping = false;
        backends.giveUp();
        threads.close();
    }

    private Void shop() throws InterruptedException {
        Deque<Purchase> unfinished = new ArrayDeque<>();
        while (shopping) {
            rate.acquire();
            Purchase purchase = next();
            if (place(purchase)) {
                unfinished.addLast(purchase);
            }
            advanceSome(unfinished);
        }
        while (!unfinished.isEmpty() && advanceSome(unfinished)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return null;
    }

    private Purchase next() {
        synchronized (random) {
            Purchase purchase = new Purchase(numbers.incrementAndGet(), random);
            purchases.add(purchase);
            return purchase;
        }
    }

    private boolean place(Purchase purchase) throws InterruptedException {
        AtomicLong sent = new AtomicLong();
        Optional<Answer> answer = backends.call(new Call(
                "POST",
                "/api/orders",
                Map.of("Idempotency-Key", purchase.key()),
                purchase.json(),
                purchase::brokeOnce,
                sent::set));
        answer.ifPresent(got -> {
            if (got.status() == 201) {
                remember(purchase, got.json().get("id").asString(), sent.get());
            } else {
                complaints.add(purchase + " was answered " + got.status() + " " + got.body());
            }
        });
        return purchase.id() != null;
    }

    private synchronized void remember(Purchase purchase, String id, long sent) {
        purchase.accepted(id);
        try {
            Files.writeString(
                    file,
                    purchase.key() + "," + id + "," + purchase.email() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepted.incrementAndGet();
        lastAcceptedWasSent.accumulateAndGet(sent, Math::max);
    }

    /** Takes the oldest few one step further where they are ready for it; false when nobody answers any more. */
    private boolean advanceSome(Deque<Purchase> unfinished) throws InterruptedException {
        for (int n = Math.min(2, unfinished.size()); n > 0; n--) {
            Purchase purchase = unfinished.removeFirst();
            if (!advance(purchase)) {
                return false;
            }
            if (purchase.nextStep() != null) {
                unfinished.addLast(purchase);
            }
        }
        return true;
    }

    private boolean advance(Purchase purchase) throws InterruptedException {
        Wish.Step step = purchase.nextStep();
        if (step == null) {
            return true;
        }
        String order = "/api/orders/" + purchase.id();
        Optional<Answer> seen = backends.call(Call.of("GET", order, "", purchase::brokeOnce));
        if (seen.isEmpty() || !step.isDue(seen.get().json().path("status").asString(""))) {
            return seen.isPresent();
        }
        Optional<Answer> done =
                backends.call(Call.of("POST", order + "/" + step.path(), step.body(), purchase::brokeOnce));
        done.ifPresent(answer -> taken(purchase, step, answer));
        return done.isPresent();
    }

    private void taken(Purchase purchase, Wish.Step step, Answer answer) {
        stepsTaken.incrementAndGet();
        if (answer.status() == 200 && step.cancels()) {
            purchase.cancelled();
        } else if (answer.status() == 200) {
            purchase.stepTaken();
        } else if (answer.status() == 409 && step.cancels()) {
            purchase.stayed();
        } else {
            complaints.add("%s: %s was answered %d %s".formatted(purchase, step, answer.status(), answer.body()));
            purchase.stepTaken();
        }
    }
}

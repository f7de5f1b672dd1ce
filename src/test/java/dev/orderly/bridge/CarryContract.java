package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyProcess;
import dev.orderly.broker.Rotation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What holds whatever carries events: each is handled once, and those of one key in their order, whatever dies or is cut
 * off on the way. What was sent is what the sender's table says, which is written in the transaction of the event.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class CarryContract {

    /** The whole length of everything, as {@code -Pbrokers} has it; the ordinary suite does less of the same. */
    static final boolean FULL = Rotation.isWhole();

    static final Duration PATIENCE = Duration.ofSeconds(FULL ? 300 : 60);
    private static final Duration WITHOUT_NETWORK = Duration.ofSeconds(FULL ? 30 : 3);
    private static final int MANY = FULL ? 20_000 : 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(CarryContract.class);

    private Carrier carrier;
    private Office sender;
    private Office receiver;

    /** What carries; skips the class with a sentence where this machine has none. */
    abstract Carrier carrier() throws Exception;

    @BeforeAll
    void open() throws Exception {
        carrier = carrier();
        sender = carrier.open();
        send("early", 10, 50, "told while what carries was away");
        receiver = carrier.receiver();
        carrier.mend();
    }

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {receiver, sender, carrier}) {
            if (each != null) {
                each.close();
            }
        }
    }

    Office sender() {
        return sender;
    }

    Office receiver() {
        return receiver;
    }

    Carrier opened() {
        return carrier;
    }

    @Test
    void what_was_told_before_anybody_could_carry_it_arrives_later() {
        assertArrived("early");
    }

    @Test
    void events_of_a_key_are_handled_in_their_order_over_many_keys_and_all_shards() {
        send("ordered", 200, MANY, "x");
        assertArrived("ordered");
        assertThat(sender.count("SELECT COUNT(DISTINCT shard) FROM outbox WHERE event_key LIKE 'ordered-%'"))
                .isEqualTo(8);
    }

    @Test
    void nothing_is_lost_or_doubled_when_what_carries_is_killed_in_the_midst_and_comes_back() throws Exception {
        CompletableFuture<Void> sending = sendMeanwhile("killed", 50, MANY);
        awaitHandled("killed", MANY / 10);
        carrier.kill();
        carrier.revive();
        sending.join();
        assertArrived("killed");
    }

    @Test
    void nothing_is_lost_or_doubled_when_the_receiver_dies_before_it_can_acknowledge(@TempDir Path folder)
            throws Exception {
        receiver.close();
        send("orphaned", 50, 500, "x");
        try (OrderlyProcess dying = carrier.receiverThatDies(folder, 3)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(dying.isAlive())
                            .as(() -> "it lives: " + dying.out() + dying.err())
                            .isFalse());
            assertThat(dying.exitCode()).as(dying.out() + dying.err()).isEqualTo(Mishaps.KILLED);
            send("orphaned", 50, 100, "x");
        } finally {
            receiver = carrier.receiver();
        }
        assertArrived("orphaned");
    }

    @Test
    void what_is_carried_twice_is_handled_once() throws Exception {
        send("twice", 50, 300, "x");
        assertArrived("twice");
        carrier.repeat();
        send("twice", 50, 50, "x");
        assertArrived("twice");
    }

    @Test
    void what_could_not_be_settled_comes_again() {
        receiver.mishaps().failNext(3);
        send("again", 50, 300, "x");
        assertArrived("again");
        assertThat(receiver.mishaps().stillToFail(carrier.isToldWhatArrived())).isZero();
    }

    @Test
    void what_nobody_can_handle_is_set_aside_with_its_reason_and_the_others_pass() throws Exception {
        send("beside", 20, 50, "x");
        carrier.poison();
        send("beside", 20, 50, "x");
        assertArrived("beside");
        carrier.awaitSetAside();
    }

    @Test
    void a_megabyte_arrives_as_it_was_sent() {
        // With the rest of the payload as large as an event may be.
        String content = "0123456789abcdef".repeat(65_530);
        send("large", 2, 4, content);
        assertArrived("large");
        assertThat(contents("large"))
                .hasSize(4)
                .allSatisfy(arrived -> assertThat(arrived.equals(content)).isTrue());
    }

    @Test
    void text_of_every_kind_arrives_as_it_was_sent_also_in_keys() {
        String content = "Zoë 你好 🚚 \u0000 \"quoted\" \\ \u2028 \t é";
        send("größe-🚚", 3, 9, content);
        assertArrived("größe-🚚");
        assertThat(contents("größe-🚚")).hasSize(9).containsOnly(content);
    }

    @Test
    void a_receiver_that_is_slow_is_not_flooded_and_catches_up() {
        int parcels = FULL ? 10_000 : 2_000;
        String content = "x".repeat(20_000);
        assertArrived("early");
        long before = heap();
        receiver.mishaps().hold();
        try {
            send("slow", 50, parcels, content);
            carrier.awaitTaken(PATIENCE);
            long kept = heap() - before;
            LOG.info("While {} MB waited, {} MB were kept in memory", (parcels * 20_000L) >> 20, kept >> 20);
            assertThat(kept).isLessThan(carrier.mostBytes());
        } finally {
            receiver.mishaps().release();
        }
        assertArrived("slow");
    }

    @Test
    void after_some_time_without_network_everything_goes_on() {
        send("offline", 50, 100, "x");
        carrier.cut();
        CompletableFuture<Void> sending = sendMeanwhile("offline", 50, 400);
        await().pollDelay(WITHOUT_NETWORK).atMost(PATIENCE).until(() -> true);
        carrier.mend();
        sending.join();
        assertArrived("offline");
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private List<String> contents(String prefix) {
        return receiver.jdbc()
                .sql("SELECT content FROM parcel_entry WHERE receiver LIKE :like ORDER BY id")
                .param("like", prefix + "-%")
                .query((row, n) -> row.getString("content"))
                .list();
    }

    /** Sends so many parcels to so many receivers by turns; goes on where the database is away for a time. */
    void send(String prefix, int receivers, int parcels, String content) {
        List<String> names =
                IntStream.range(0, receivers).mapToObj(n -> prefix + "-" + n).toList();
        surely(() -> sender.post().register(names));
        int together = content.length() > 100_000 ? 1 : 20;
        for (int sent = 0; sent < parcels; sent += together) {
            int first = sent;
            List<String> some = IntStream.range(first, Math.min(first + together, parcels))
                    .mapToObj(n -> names.get(n % receivers))
                    .toList();
            surely(() -> sender.post().send(some, content));
        }
    }

    CompletableFuture<Void> sendMeanwhile(String prefix, int receivers, int parcels) {
        return CompletableFuture.runAsync(
                () -> send(prefix, receivers, parcels, "x"), Executors.newVirtualThreadPerTaskExecutor());
    }

    /** What fails may have been committed, so that more is sent than was meant; the sender's table knows. */
    private static void surely(Runnable work) {
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    work.run();
                    return true;
                });
    }

    void awaitHandled(String prefix, int atLeast) {
        await().ignoreExceptions().atMost(PATIENCE).until(() -> handled(prefix) >= atLeast);
    }

    private long handled(String prefix) {
        return receiver.jdbc()
                .sql("SELECT COUNT(*) FROM parcel_entry WHERE receiver LIKE :like")
                .param("like", prefix + "-%")
                .query(Long.class)
                .single();
    }

    /** Waits until all that was sent was handled, each once and in the order of its key. */
    void assertArrived(String prefix) {
        Map<String, Long> sent = sent(prefix);
        long all = sent.values().stream().mapToLong(Long::longValue).sum();
        await(prefix)
                .ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(handled(prefix)).isGreaterThanOrEqualTo(all));
        Map<String, List<Long>> expected = sent.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        each -> LongStream.rangeClosed(1, each.getValue())
                                .boxed()
                                .toList()));
        assertThat(arrived(prefix)).isEqualTo(expected);
    }

    private Map<String, Long> sent(String prefix) {
        Map<String, Long> sent = new HashMap<>();
        surely(() -> sender.jdbc()
                .sql("SELECT id, sent FROM post_key WHERE id LIKE :like")
                .param("like", prefix + "-%")
                .query(row -> {
                    sent.put(row.getString("id"), row.getLong("sent"));
                }));
        return sent;
    }

    private Map<String, List<Long>> arrived(String prefix) {
        Map<String, List<Long>> arrived = new HashMap<>();
        receiver.jdbc()
                .sql("SELECT receiver, number FROM parcel_entry WHERE receiver LIKE :like ORDER BY id")
                .param("like", prefix + "-%")
                .query(row -> {
                    arrived.computeIfAbsent(row.getString("receiver"), name -> new ArrayList<>())
                            .add(row.getLong("number"));
                });
        return arrived;
    }
}

package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.broker.KafkaProcess;
import dev.orderly.broker.RabbitProcess;
import dev.orderly.broker.RedisProcess;
import dev.orderly.broker.RocketProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.opentest4j.TestAbortedException;

/**
 * How much each broker carries, what it adds to the latency of the log in one database, and how long it is until all is well
 * after it was killed. Goes to {@code target/brokers/report.md}, a line for each as it is known.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MeasureBrokers {

    private static final Path FILE = Path.of("target/brokers/report.md");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int WAITING = Integer.getInteger("orderly.test.brokers.waiting", 20_000);
    private static final int RATE = 100;
    private static final int SECONDS = Integer.getInteger("orderly.test.brokers.seconds", 30);
    private static final List<String> KEYS =
            IntStream.range(0, 200).mapToObj(n -> "measured-" + n).toList();
    private static final List<String> LINES = new ArrayList<>();
    private static Latency ofTheLog = new Latency(Double.NaN, Double.NaN);

    private record Latency(double p50, double p99) {}

    /** What the others are held against: nothing is carried, and whoever puts an event in line wakes whoever handles it. */
    @Test
    @Order(0)
    void the_log_in_one_process() throws Exception {
        try (Office office = Office.start(TestDatabase.fresh(), Map.of("orderly.modules", "post,parcels"))) {
            office.post().register(KEYS);
            beat(office, 2);
            ofTheLog = latency(office, office);
            line("the log, in one process", Double.NaN, ofTheLog, Double.NaN);
        }
    }

    @Test
    @Order(1)
    void the_log_in_one_database() throws Exception {
        measure("the log, between two processes", BuiltInLog::new);
    }

    @Test
    @Order(2)
    void kafka() throws Exception {
        measure("Kafka", () -> new Bridged(new KafkaProcess()));
    }

    @Test
    @Order(3)
    void rabbitmq() throws Exception {
        measure(
                "RabbitMQ",
                () -> new Bridged(RabbitProcess.find()
                        .orElseThrow(() -> new TestAbortedException(RabbitProcess.WHAT_TO_INSTALL))));
    }

    @Test
    @Order(4)
    void rocketmq() throws Exception {
        measure("RocketMQ", () -> new Bridged(new RocketProcess()));
    }

    @Test
    @Order(5)
    void redis_streams() throws Exception {
        measure("Redis Streams", () -> new Bridged(new RedisProcess()));
    }

    private static void measure(String name, Callable<Carrier> opening) throws Exception {
        try (Carrier carrier = opening.call();
                Office sender = carrier.open()) {
            boolean bridged = carrier.isToldWhatArrived();
            sender.post().register(KEYS);
            if (bridged) {
                sendWaiting(sender);
            }
            double rate;
            try (Office receiver = carrier.receiver()) {
                if (bridged) {
                    carrier.mend();
                    awaitHandled(receiver, sent(sender));
                    rate = rate(receiver, "SELECT MIN(created_at), MAX(created_at) FROM outbox");
                } else {
                    receiver.mishaps().hold();
                    sendWaiting(sender);
                    receiver.mishaps().release();
                    awaitHandled(receiver, sent(sender));
                    rate = rate(receiver, "SELECT MIN(handled_at), MAX(handled_at) FROM parcel_entry");
                }
                Latency latency = latency(sender, receiver);
                double recovery = recovery(carrier, sender, receiver);
                line(name, rate, latency, recovery);
            }
        }
    }

    private static void sendWaiting(Office sender) {
        for (int n = 0; n < WAITING; n += KEYS.size()) {
            sender.post().send(KEYS, "a parcel of some hundred bytes, as an order is. ".repeat(6));
        }
    }

    /** A second, between the first and the last. */
    private static double rate(Office office, String sql) {
        return office.jdbc()
                .sql(sql)
                .query((row, n) -> (WAITING - 1)
                        * 1e6
                        / ChronoUnit.MICROS.between(
                                row.getObject(1, LocalDateTime.class), row.getObject(2, LocalDateTime.class)))
                .single();
    }

    /** Both databases are on one server, which tells the time when an event is recorded and when it is handled. */
    private static Latency latency(Office sender, Office receiver) {
        long before = sent(sender);
        beat(sender, SECONDS);
        awaitHandled(receiver, sent(sender));
        Map<String, LocalDateTime> recorded = new HashMap<>();
        sender.jdbc().sql("""
                        SELECT event_key, JSON_EXTRACT(payload, '$.number') AS number, created_at FROM outbox
                        ORDER BY id DESC LIMIT :some""").param("some", sent(sender) - before).query(row -> {
            recorded.put(
                    row.getString("event_key") + "/" + row.getLong("number"),
                    row.getObject("created_at", LocalDateTime.class));
        });
        List<Double> millis = new ArrayList<>();
        receiver.jdbc()
                .sql("SELECT receiver, number, handled_at FROM parcel_entry")
                .query(row -> {
                    LocalDateTime begun = recorded.get(row.getString("receiver") + "/" + row.getLong("number"));
                    if (begun != null) {
                        millis.add(ChronoUnit.MICROS.between(begun, row.getObject("handled_at", LocalDateTime.class))
                                / 1e3);
                    }
                });
        assertThat(millis).hasSize(recorded.size());
        millis.sort(null);
        return new Latency(millis.get(millis.size() / 2), millis.get(millis.size() * 99 / 100));
    }

    private static void beat(Office sender, int seconds) {
        long begun = System.nanoTime();
        for (int n = 0; n < seconds * RATE; n++) {
            LockSupport.parkNanos(begun + n * 1_000_000_000L / RATE - System.nanoTime());
            List<String> one = List.of(KEYS.get(n % KEYS.size()));
            await().ignoreExceptions().atMost(PATIENCE).until(() -> {
                sender.post().send(one, "x");
                return true;
            });
        }
    }

    /** From when it serves again until all is handled that was told before. */
    private static double recovery(Carrier carrier, Office sender, Office receiver) throws Exception {
        CompletableFuture<Void> beating =
                CompletableFuture.runAsync(() -> beat(sender, 10), Executors.newVirtualThreadPerTaskExecutor());
        long atLeast = sent(sender) + 2 * RATE;
        await().atMost(PATIENCE).until(() -> sent(sender) > atLeast);
        carrier.kill();
        carrier.revive();
        long serves = System.nanoTime();
        long[] told = {0};
        await().ignoreExceptions().atMost(PATIENCE).until(() -> {
            told[0] = sent(sender);
            return true;
        });
        awaitHandled(receiver, told[0]);
        double seconds = (System.nanoTime() - serves) / 1e9;
        beating.join();
        awaitHandled(receiver, sent(sender));
        return seconds;
    }

    private static long sent(Office sender) {
        return sender.count("SELECT SUM(sent) FROM post_key");
    }

    private static void awaitHandled(Office receiver, long parcels) {
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .until(() -> receiver.count("SELECT COUNT(*) FROM parcel_entry") >= parcels);
    }

    private static void line(String name, double rate, Latency latency, double recovery) throws IOException {
        LINES.add("| %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        name,
                        number(rate),
                        number(latency.p50()),
                        number(latency.p99()),
                        number(latency.p50() - ofTheLog.p50()),
                        number(latency.p99() - ofTheLog.p99()),
                        number(recovery)));
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, """
                # Brokers

                %d processors, %s; sender, receiver, databases and broker are on this machine. Each figure is of one run. \
                Events a second: from the first to the last of %d that waited, into the receiving database (of the log: \
                handled). Latency: from recorded to handled, in ms, at %d a second for %d s, and what of that is more than \
                in one process; between two processes on one database, one sees by its poll what the other has put in line. \
                Recovery: from when the broker serves again after SIGKILL until all is handled, in s.

                | what carries | events a second | p50 | p99 | added p50 | added p99 | recovery |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: |
                %s
                """.formatted(
                        Runtime.getRuntime().availableProcessors(),
                        TestDatabase.description(),
                        WAITING,
                        RATE,
                        SECONDS,
                        String.join("\n", LINES)));
        System.out.println(LINES.getLast());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%.0f", value);
    }
}

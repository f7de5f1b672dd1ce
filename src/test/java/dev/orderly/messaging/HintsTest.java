package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.broker.AtMostOnceConfiguration;
import dev.orderly.broker.RedisProcess;
import io.lettuce.core.ClientListArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances on one database, one with the publisher and the other with those who listen, and Redis between them. */
class HintsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final int ROUNDS = 10;

    static RedisProcess redis;
    static RedisClient client;
    static Station publisher;
    static Station listener;

    /** How often the listening instance has looked for work by itself. */
    static final AtomicInteger polls = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        redis = new RedisProcess();
        redis.start();
        client = RedisClient.create("redis://127.0.0.1:" + redis.port());
        TestDatabase database = TestDatabase.fresh();
        publisher = station(database, "meter");
        listener = station(database, "ledger,chart");
        listener.context().getBean(Dispatcher.class).whenHomesAreSeen(seen -> polls.incrementAndGet());
        awaitListening();
    }

    @AfterAll
    static void stop() throws IOException {
        if (redis != null) {
            listener.close();
            publisher.close();
            client.shutdown();
            redis.close();
        }
    }

    @Test
    void an_event_is_handled_by_another_instance_before_it_looks_for_work() {
        assertThat(roundsBeforeAPoll("hinted")).isPositive();
    }

    @Test
    void what_a_person_has_tried_again_is_handled_by_another_instance_before_it_looks_for_work() {
        int before = 0;
        for (int round = 0; round < ROUNDS && before == 0; round++) {
            String meter = "mended-" + round;
            publisher.meters().install(meter);
            listener.faults().on(meter, event -> {
                throw new IllegalStateException("for a person to mend");
            });
            publisher.meters().read(meter);
            publisher.awaitDead(meter, 1);
            listener.faults().clear();
            awaitPoll();

            int seen = polls.get();
            new ReplayDeadLetters(
                            publisher.log(),
                            publisher.context().getBean(DeadLetterDesk.class),
                            publisher.context().getBean(WakeHints.class))
                    .replay(
                            new DeadLetterFilter("ledger", null, null, null, null, null),
                            new DeadLetterActs.Reason("person", "mended"));
            publisher.awaitBooked(meter, 1);
            before += polls.get() == seen ? 1 : 0;
        }
        assertThat(before).isPositive();
    }

    @Test
    void who_sees_that_a_module_has_moved_has_the_others_look_too() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        listener.context()
                .getBean(Dispatcher.class)
                .whenHomesAreSeen(rows -> rows.forEach(row -> seen.add(row.module())));
        int early = 0;
        for (int round = 0; round < ROUNDS && early == 0; round++) {
            String module = "moved-" + round;
            awaitPoll();
            long untilItLooksByItself = System.nanoTime() + POLL.dividedBy(2).toNanos();
            publisher.jdbc().sql("""
                            INSERT INTO module_home (module, home, move, changed_at)
                            SELECT :module, name, 1, UTC_TIMESTAMP(6) FROM site WHERE own""").param("module", module).update();
            publisher.context().getBean(Dispatcher.class).lookAgain();
            await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> seen.contains(module));
            early += System.nanoTime() < untilItLooksByItself ? 1 : 0;
        }
        assertThat(early).isPositive();
    }

    @Test
    void hints_that_are_lost_cost_no_more_than_a_poll_and_come_again_with_the_server() throws Exception {
        redis.kill();
        publisher.meters().install("unhinted");
        awaitPoll();
        int seen = polls.get();
        publisher.meters().read("unhinted");
        publisher.awaitBooked("unhinted", 1);
        // It is announced first and counted then.
        await().untilAsserted(() -> assertThat(polls.get())
                .as("polls, of which the first finds the event")
                .isGreaterThan(seen));

        redis.start();
        awaitListening();
        assertThat(roundsBeforeAPoll("hinted-again")).isPositive();
    }

    @Test
    void what_one_instance_has_done_is_news_in_another() throws InterruptedException {
        Semaphore told = new Semaphore(0);
        publisher.context().getBean(News.class).whenThereIsSome(told::release);
        listener.context().getBean(News.class).spread();
        assertThat(told.tryAcquire(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_broadcast_is_heard_by_the_others_and_not_by_the_one_who_sends_it() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        List<String> own = new ArrayList<>();
        listener.context().getBean(Broadcasts.class).listen("news", heard::add);
        publisher.context().getBean(Broadcasts.class).listen("news", own::add);
        publisher.context().getBean(Broadcasts.class).send(new Broadcast("other", "not for them"));
        publisher.context().getBean(Broadcasts.class).send(new Broadcast("news", "catalog:7"));
        assertThat(heard.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("catalog:7");
        assertThat(own).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void what_is_no_hint_does_no_harm() {
        String id = publisher.context().getBean(SiteLog.class).site().id();
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            for (String odd :
                    List.of("", "x", "x ", "x 99999999999", "x -1", "x 4096", "x ledger:", "x a:b:c", "x 1,,2")) {
                connection.sync().publish("orderly:" + id + ":wake", odd);
                connection.sync().publish("orderly:" + id + ":unknown", odd);
            }
        }
        assertThat(roundsBeforeAPoll("unharmed")).isPositive();
    }

    /** A hint was there where an event is handled though nobody looked; that a poll falls in between may happen. */
    private static int roundsBeforeAPoll(String name) {
        int before = 0;
        for (int round = 0; round < ROUNDS && before == 0; round++) {
            String meter = name + "-" + round;
            publisher.meters().install(meter);
            awaitPoll();
            int seen = polls.get();
            publisher.meters().read(meter);
            publisher.awaitBooked(meter, 1);
            before += polls.get() == seen ? 1 : 0;
        }
        return before;
    }

    /** Until it has just looked, and will not for a while. */
    private static void awaitPoll() {
        int seen = polls.get();
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> polls.get() > seen);
    }

    private static void awaitListening() {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(connection.sync().clientList(ClientListArgs.Builder.typePubsub()))
                            .as("the two who listen")
                            .hasLineCount(2));
        }
    }

    private static Station station(TestDatabase database, String modules) {
        List<String> properties = new ArrayList<>(List.of(
                "orderly.modules=" + modules,
                "orderly.messaging.poll=" + POLL.toSeconds() + "s",
                "orderly.messaging.retry.attempts=1",
                "orderly.messaging.breaker.failures=1000",
                "orderly.hints.type=redis"));
        for (Map.Entry<String, String> setting : redis.properties().entrySet()) {
            if (setting.getKey().startsWith("spring.")) {
                properties.add(setting.getKey() + "=" + setting.getValue());
            }
        }
        return Station.start(
                beans -> beans.registerBean(AtMostOnceConfiguration.class),
                database,
                properties.toArray(String[]::new));
    }
}

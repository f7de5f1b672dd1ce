package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two instances, handlers that fail at random, are given up on at random and time out at random, and a person who
 * replays whatever dies: every key is handled in its order, each event once.
 */
class OrderThroughFailuresTest {

    private static final Logger LOG = LoggerFactory.getLogger(OrderThroughFailuresTest.class);
    private static final int METERS = 25;
    private static final int READINGS = 12;

    @Test
    void each_key_is_handled_in_its_order_through_retries_dead_letters_and_replays() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (Station one = start(database);
                Station two = start(database)) {
            List<String> meters =
                    IntStream.range(0, METERS).mapToObj(n -> "meter-" + n).toList();
            meters.forEach(one.meters()::install);
            failAtRandom(one, meters);
            failAtRandom(two, meters);
            AtomicBoolean done = new AtomicBoolean();
            Thread person = Thread.ofVirtual().start(() -> replayWhatDies(one, done));
            publish(one, two, meters);
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(one.count("SELECT COUNT(*) FROM ledger_entry"))
                            .isEqualTo((long) METERS * READINGS));
            done.set(true);
            person.join();
            one.awaitHandled();
            meters.forEach(meter -> assertThat(one.booked(meter))
                    .as(meter)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, READINGS).boxed().toList()));
            assertThat(one.count("SELECT COUNT(*) FROM parked_event")).isZero();
            long acts = one.count("SELECT COUNT(*) FROM dead_letter_act");
            LOG.info("{} events of {} keys, {} of them replayed after their death", METERS * READINGS, METERS, acts);
            assertThat(acts).isPositive();
        }
    }

    private static Station start(TestDatabase database) {
        return Station.start(
                database,
                "orderly.messaging.retry.attempts=2",
                "orderly.messaging.retry.first-delay=5ms",
                "orderly.messaging.retry.longest-delay=20ms",
                "orderly.messaging.breaker.first-probe=20ms",
                "orderly.messaging.breaker.longest-probe=50ms",
                "orderly.messaging.handler-time-limit=400ms");
    }

    private static void failAtRandom(Station station, List<String> meters) {
        meters.forEach(meter -> station.faults().on(meter, event -> {
            int dice = ThreadLocalRandom.current().nextInt(100);
            if (dice < 25) {
                throw new IllegalStateException("bad luck");
            } else if (dice < 30) {
                throw new Unrecoverable("worse luck");
            } else if (dice < 32) {
                station.jdbc().sql("SELECT SLEEP(5)").query(Integer.class).single();
            }
        }));
    }

    private static void publish(Station one, Station two, List<String> meters) {
        List<String> readings = new ArrayList<>();
        for (int n = 0; n < READINGS; n++) {
            readings.addAll(meters);
        }
        java.util.Collections.shuffle(readings, new Random(7));
        for (int n = 0; n < readings.size(); n++) {
            (n % 2 == 0 ? one : two).meters().read(readings.get(n));
        }
    }

    private static void replayWhatDies(Station station, AtomicBoolean done) {
        ReplayDeadLetters replay = new ReplayDeadLetters(
                station.log(),
                station.context().getBean(DeadLetterDesk.class),
                station.context().getBean(WakeHints.class));
        while (!done.get()) {
            replay.replay(
                    new DeadLetterFilter("ledger", null, null, null, null, null),
                    new DeadLetterActs.Reason("person", "again"));
            await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        }
    }
}

package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two relays and two dispatchers on one database. */
class TwoInstancesTest {

    private static final Logger LOG = LoggerFactory.getLogger(TwoInstancesTest.class);
    private static final int EVENTS = 2_000;

    static Station one;
    static Station two;

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.fresh();
        one = Station.start(database);
        two = Station.start(database);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @Test
    void two_instances_handle_every_event_exactly_once_and_in_the_order_of_its_key() throws Exception {
        List<String> meters = install("shared", 100);
        long begun = System.nanoTime();
        publish(meters, EVENTS);
        one.awaitHandled();
        double seconds = (System.nanoTime() - begun) / 1e9;
        LOG.info("{} events to two modules on two instances: {} a second", EVENTS, Math.round(EVENTS / seconds));
        assertThat(one.count("SELECT COUNT(*) FROM ledger_entry WHERE meter LIKE 'shared-%'"))
                .isEqualTo(EVENTS);
        assertThat(one.count("SELECT COUNT(*) FROM chart_point WHERE meter LIKE 'shared-%'"))
                .isEqualTo(EVENTS);
        meters.forEach(TwoInstancesTest::assertBookedInOrder);
        assertPositionsHaveNoGaps();
    }

    @Test
    void publishers_of_one_key_that_race_are_handled_in_the_order_in_which_they_committed() throws Exception {
        List<String> meters = install("raced", 2);
        publish(meters, 400);
        one.awaitHandled();
        assertThat(one.count("SELECT COUNT(*) FROM ledger_entry WHERE meter LIKE 'raced-%'"))
                .isEqualTo(400);
        meters.forEach(TwoInstancesTest::assertBookedInOrder);
        assertPositionsHaveNoGaps();
    }

    private static List<String> install(String name, int number) {
        List<String> meters =
                IntStream.range(0, number).mapToObj(n -> name + "-" + n).toList();
        meters.forEach(one.meters()::install);
        return meters;
    }

    /** Reads the meters so many times in all, in any order, from eight threads on both instances. */
    private static void publish(List<String> meters, int times) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> reads = new ArrayList<>();
            for (int n = 0; n < times; n++) {
                Station station = n % 2 == 0 ? one : two;
                reads.add(threads.submit(() -> station.meters()
                        .read(meters.get(ThreadLocalRandom.current().nextInt(meters.size())))));
            }
            for (Future<?> read : reads) {
                read.get();
            }
        }
    }

    private static void assertBookedInOrder(String meter) {
        List<Long> booked = one.booked(meter);
        assertThat(booked)
                .as(meter)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, booked.size()).boxed().toList());
    }

    private static void assertPositionsHaveNoGaps() {
        assertThat(one.count("""
                        SELECT COUNT(*)
                        FROM (SELECT s.shard
                              FROM outbox_sequence s LEFT JOIN outbox o ON o.shard = s.shard
                              GROUP BY s.shard, s.last_position
                              HAVING COUNT(o.position) <> s.last_position
                                  OR COUNT(DISTINCT o.position) <> s.last_position
                                  OR COALESCE(MAX(o.position), 0) <> s.last_position) AS wrong""")).as("shards with gaps or repeats").isZero();
    }
}

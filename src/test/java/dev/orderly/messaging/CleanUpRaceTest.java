package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clean-up, replay and publishing at the same time. */
class CleanUpRaceTest {

    private static final int EVENTS = 200;
    private static final int REPLAYS = 15;

    static Station station;
    static ReplayConsumer replay;

    @BeforeAll
    static void start() {
        station = Station.start(TestDatabase.fresh());
        Engine engine = station.context().getBean(Engine.class);
        replay = new ReplayConsumer(station.log(), engine::registrations);
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @Test
    void nothing_that_a_cursor_still_needs_is_deleted_while_all_three_run() throws Exception {
        station.meters().install("raced");
        CleanLog clean = clean("1ms");
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> publisher = threads.submit(() -> {
                for (int n = 0; n < EVENTS; n++) {
                    station.meters().read("raced");
                }
            });
            Future<?> cleaner = threads.submit(() -> {
                while (!over.get()) {
                    clean.run();
                    assertNothingNeededIsGone();
                }
            });
            for (int n = 0; n < REPLAYS; n++) {
                List<ReplayConsumer.Start> starts =
                        replay.fromPosition("chart", ThreadLocalRandom.current().nextInt(1, EVENTS));
                assertThat(starts).hasSize(8);
                assertNothingNeededIsGone();
            }
            publisher.get();
            station.awaitHandled();
            over.set(true);
            cleaner.get();
        }
        assertThat(station.booked("raced"))
                .as("the ledger is never replayed")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, EVENTS).boxed().toList());
        assertThat(station.count("SELECT COUNT(DISTINCT reading) FROM chart_point WHERE meter = 'raced'"))
                .as("the chart has seen each, some of them again")
                .isEqualTo(EVENTS);
    }

    @Test
    void a_replay_from_a_position_that_is_cleaned_up_begins_with_the_oldest_that_is_kept() {
        station.meters().install("gone");
        station.meters().read("gone");
        station.awaitHandled();
        CleanLog clean = clean("1ms");
        for (int each = 0; each < 8; each++) {
            clean.run();
        }
        station.meters().read("gone");
        station.awaitHandled();
        int shard = Shards.of("gone", 8);
        long head = station.count("SELECT last_position FROM outbox_sequence WHERE shard = " + shard);

        List<ReplayConsumer.Start> starts = replay.fromPosition("chart", 1);

        assertThat(starts).contains(new ReplayConsumer.Start(shard, head));
        station.awaitHandled();
    }

    /** Of every shard that is not handled to its end, the next event is there. */
    private static void assertNothingNeededIsGone() {
        assertThat(station.count("""
                        SELECT COUNT(*)
                        FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                        WHERE c.position < s.last_position
                          AND NOT EXISTS (SELECT 1 FROM outbox o
                                          WHERE o.shard = c.shard AND o.position = c.position + 1)""")).as("cursors whose next event is deleted").isZero();
    }

    private static CleanLog clean(String retention) {
        return new CleanLog(
                station.log(),
                8,
                Retention.valueOf(retention),
                station.context().getBean(MeterRegistry.class));
    }
}

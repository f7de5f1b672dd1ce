package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** What becomes of an event whose retries are spent, and what a person can do about it. */
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterTest {

    static Station station;
    static DeadLetterClient http;

    @BeforeAll
    static void start() {
        station = Station.start(
                TestDatabase.fresh(),
                "server.port=0",
                "spring.mvc.problemdetails.enabled=true",
                "orderly.messaging.breaker.failures=1000",
                "orderly.messaging.retry.attempts=3",
                "orderly.messaging.retry.first-delay=10ms",
                "orderly.messaging.retry.longest-delay=20ms",
                "orderly.messaging.retry.unrecoverable=java.lang.ArithmeticException");
        http = new DeadLetterClient(station);
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @AfterEach
    void mend() {
        station.faults().clear();
        // What was being handled may still die of its fault.
        await().untilAsserted(() -> {
            http.replayAll("", "the test is over");
            assertThat(station.count("SELECT COUNT(*) FROM parked_event")).isZero();
        });
    }

    @Test
    void an_event_whose_retries_are_spent_waits_for_a_person_with_all_that_happened(CapturedOutput output) {
        AtomicInteger attempts = die("spent", 3);
        String id = http.onlyOne("key=spent").path("eventId").asString();
        String neighbour = Station.sameShardAs("spent");
        station.meters().install(neighbour);
        station.meters().read(neighbour);
        station.awaitBooked(neighbour, 1);
        station.awaitHandled();

        JsonNode one = http.one("ledger", id);
        assertThat(one.path("letter").path("attempts").asInt()).isEqualTo(3);
        assertThat(one.path("headers").path("type").asString()).isEqualTo("meter.read");
        assertThat(one.path("headers").path("correlationId").asString()).isEqualTo("spent");
        assertThat(one.path("payload").path("reading").asLong()).isEqualTo(1);
        assertThat(one.path("history")).hasSize(3).allSatisfy(attempt -> {
            assertThat(attempt.path("errorClass").asString()).isEqualTo("java.lang.IllegalStateException");
            assertThat(attempt.path("errorMessage").asString()).startsWith("attempt ");
            assertThat(attempt.path("at").asString()).endsWith("Z");
        });
        assertThat(one.path("errorStack").asString()).contains("attempt ", "at dev.orderly.messaging");
        assertThat(one.path("waiting").path("events").asInt()).isEqualTo(2);
        assertThat(one.path("waiting").path("items")).hasSize(2);
        int tried = attempts.get();
        assertThat(tried).as("three attempts, and perhaps one in a batch").isBetween(3, 4);
        station.meters().read(neighbour);
        station.awaitBooked(neighbour, 2);
        assertThat(attempts).as("nobody tries a dead letter again").hasValue(tried);
        assertThat(output.getAll().lines().filter(line -> line.contains("spent: ledger has given up on meter.read")))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("GET /api/messaging/dead-letters/ledger/" + id));
    }

    @Test
    void a_replayed_dead_letter_is_handled_and_those_behind_it_follow_in_order() {
        die("replayed", 4);
        String id = http.onlyOne("key=replayed").path("eventId").asString();
        station.faults().clear();
        assertThat(http.post("/ledger/" + id + "/replay", "{\"reason\":\"the ledger is mended\"}"))
                .isEqualTo(202);
        station.meters().read("replayed");
        station.awaitBooked("replayed", 5);
        assertThat(station.booked("replayed")).containsExactly(1L, 2L, 3L, 4L, 5L);
        JsonNode act = http.get("/acts?eventId=" + id).path("items").path(0);
        assertThat(act.path("act").asString()).isEqualTo("REPLAYED");
        assertThat(act.path("actor").asString()).isEqualTo("nobody");
        assertThat(act.path("reason").asString()).isEqualTo("the ledger is mended");
        assertThat(act.path("key").asString()).isEqualTo("replayed");
        assertThat(http.status("/ledger/" + id))
                .as("it is no dead letter any more")
                .isEqualTo(404);
    }

    @Test
    void a_replayed_dead_letter_that_fails_again_dies_again_with_all_its_attempts() {
        die("twice", 1);
        String id = http.onlyOne("key=twice").path("eventId").asString();
        assertThat(http.post("/ledger/" + id + "/replay", "{\"reason\":\"hope\"}"))
                .isEqualTo(202);
        await().untilAsserted(
                        () -> assertThat(http.one("ledger", id).path("history")).hasSize(6));
        station.awaitDead("twice", 1);
        assertThat(http.one("ledger", id).path("acts")).hasSize(1);
    }

    @Test
    void a_skipped_dead_letter_is_kept_in_the_act_and_those_behind_it_go_on() {
        die("skipped", 3);
        String id = http.onlyOne("key=skipped").path("eventId").asString();
        station.faults().clear();
        assertThat(http.post("/ledger/" + id + "/skip", "{\"reason\":\" \"}"))
                .as("a reason is needed")
                .isEqualTo(400);
        assertThat(http.post("/ledger/" + id + "/skip", "{\"reason\":\"booked by hand\"}"))
                .isEqualTo(204);
        station.awaitBooked("skipped", 2);
        assertThat(station.booked("skipped")).containsExactly(2L, 3L);
        JsonNode act = http.get("/acts?key=skipped").path("items").path(0);
        assertThat(act.path("act").asString()).isEqualTo("SKIPPED");
        assertThat(act.path("payloadBefore").path("reading").asLong()).isEqualTo(1);
        assertThat(act.path("attempts")).hasSize(3);
    }

    @Test
    void an_edited_payload_must_read_strictly_and_keep_its_key() {
        die("edited", 2);
        String id = http.onlyOne("key=edited").path("eventId").asString();
        station.faults().clear();
        String path = "/ledger/" + id + "/payload";
        assertThat(http.refusal(path, "{\"meter\":\"edited\",\"reading\":1,\"unit\":\"kWh\"}"))
                .contains("payload.unit", "is not known here; known are meter, reading");
        assertThat(http.refusal(path, "{\"meter\":\"edited\"}")).contains("payload.reading", "must be given");
        assertThat(http.refusal(path, "{\"meter\":\"edited\",\"reading\":null}"))
                .contains("payload.reading", "must not be null");
        assertThat(http.refusal(path, "{\"meter\":null,\"reading\":1}")).contains("payload.meter", "must not be null");
        assertThat(http.refusal(path, "{\"meter\":\"edited\",\"reading\":\"1\"}"))
                .contains("payload.reading", "wrong type");
        assertThat(http.refusal(path, "{\"meter\":\"edited\",\"reading\":1.5}"))
                .contains("payload.reading", "wrong type");
        assertThat(http.refusal(path, "{\"meter\":7,\"reading\":1}")).contains("payload.meter", "wrong type");
        assertThat(http.refusal(path, "[1]")).contains("must be an object");
        assertThat(http.refusal(path, "{\"meter\":\"another\",\"reading\":1}")).contains("must keep the key edited");
        assertThat(station.booked("edited")).isEmpty();

        assertThat(http.edit(path, "{\"reading\":11,\"meter\":\"edited\"}")).isEqualTo(202);
        station.awaitBooked("edited", 2);
        assertThat(station.booked("edited")).containsExactly(11L, 2L);
        assertThat(station.count("SELECT COUNT(*) FROM chart_point WHERE meter = 'edited' AND reading = 1"))
                .as("other modules have what was published")
                .isEqualTo(1);
        JsonNode act = http.get("/acts?module=ledger&key=edited").path("items").path(0);
        assertThat(act.path("payloadBefore").path("reading").asLong()).isEqualTo(1);
        assertThat(act.path("payloadAfter").path("reading").asLong()).isEqualTo(11);
    }

    @Test
    void of_two_people_who_mend_the_same_at_once_one_does_and_the_other_is_told() throws Exception {
        die("contested", 1);
        String id = http.onlyOne("key=contested").path("eventId").asString();
        station.faults().clear();
        CountDownLatch go = new CountDownLatch(1);
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService people = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> acts = IntStream.range(0, 8)
                    .mapToObj(n -> people.submit(() -> {
                        go.await();
                        return http.post("/ledger/" + id + (n % 2 == 0 ? "/skip" : "/replay"), "{\"reason\":\"me\"}");
                    }))
                    .toList();
            go.countDown();
            for (Future<Integer> act : acts) {
                answers.add(act.get());
            }
        }
        assertThat(answers).filteredOn(status -> status < 300).hasSize(1);
        assertThat(answers).filteredOn(status -> status >= 300).isSubsetOf(404, 409);
        assertThat(http.get("/acts?key=contested").path("items")).hasSize(1);
    }

    @Test
    void an_act_waits_for_whoever_has_the_shard() throws Exception {
        die("busy", 1);
        String id = http.onlyOne("key=busy").path("eventId").asString();
        station.faults().clear();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = Thread.ofVirtual()
                .start(() -> station.transaction().executeWithoutResult(status -> {
                    assertThat(station.log().cursors().await("ledger", Shards.of("busy", 8)))
                            .isPresent();
                    held.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
        held.await();
        try (ExecutorService person = Executors.newSingleThreadExecutor()) {
            Future<Integer> act = person.submit(() -> http.post("/ledger/" + id + "/replay", "{\"reason\":\"now\"}"));
            await().untilAsserted(() -> assertThat(station.count(TestDatabase.TRANSACTIONS_THAT_WAIT))
                    .isPositive());
            assertThat(act.isDone()).isFalse();
            release.countDown();
            assertThat(act.get()).isEqualTo(202);
        }
        holder.join();
        station.awaitBooked("busy", 1);
    }

    @Test
    void an_event_that_is_still_tried_is_shown_and_not_to_be_mended() {
        station.meters().install("trying");
        CountDownLatch second = new CountDownLatch(1);
        AtomicInteger attempts = new AtomicInteger();
        station.faults().on("trying", event -> {
            if (attempts.incrementAndGet() == 2) {
                second.countDown();
            }
            throw new IllegalStateException("not yet");
        });
        station.meters().read("trying");
        station.meters().read("trying");
        station.awaitDead("trying", 1);
        station.awaitHandled();
        String follower = station.jdbc()
                .sql("SELECT event_id FROM parked_event WHERE event_key = 'trying' AND dead_at IS NULL")
                .query(String.class)
                .single();
        assertThat(http.one("ledger", follower).path("letter").path("deadAt").isNull())
                .isTrue();
        assertThat(http.post("/ledger/" + follower + "/skip", "{\"reason\":\"no\"}"))
                .isEqualTo(409);
        assertThat(http.post("/ledger/no-such-event/skip", "{\"reason\":\"no\"}"))
                .isEqualTo(404);
        assertThat(http.post("/nobody/" + follower + "/replay", "{\"reason\":\"no\"}"))
                .isEqualTo(404);
        assertThat(http.status("/l%C3%A9dger/" + follower)).isEqualTo(404);
    }

    @Test
    void what_no_retry_can_mend_dies_at_once_thrown_or_configured() {
        for (String meter : List.of("thrown", "configured")) {
            station.meters().install(meter);
        }
        AtomicInteger attempts = new AtomicInteger();
        station.faults().on("thrown", event -> {
            attempts.incrementAndGet();
            throw new IllegalStateException(new Unrecoverable("this meter is no more"));
        });
        station.faults().on("configured", event -> {
            attempts.incrementAndGet();
            throw new ArithmeticException("by zero");
        });
        station.meters().read("thrown");
        station.meters().read("configured");
        station.awaitDead("thrown", 1);
        station.awaitDead("configured", 1);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void all_that_match_are_replayed_and_no_others() {
        for (int n = 0; n < 5; n++) {
            die("many-" + n, 2);
        }
        die("other", 1);
        station.faults().clear();
        JsonNode answer = http.replayAll("?error=attempt%20&key=many-3&module=ledger&type=meter.read", "one of them");
        assertThat(answer.path("events").asInt()).isEqualTo(1);
        station.awaitBooked("many-3", 2);
        assertThat(http.replayAll("?module=chart", "nothing there")
                        .path("events")
                        .asInt())
                .isZero();
        assertThat(http.replayAll("?olderThan=1h", "none so old").path("events").asInt())
                .isZero();
        assertThat(http.replayAll("?youngerThan=1h", "the rest").path("events").asInt())
                .isEqualTo(5);
        station.awaitBooked("other", 1);
        for (int n = 0; n < 5; n++) {
            station.awaitBooked("many-" + n, 2);
            assertThat(station.booked("many-" + n)).containsExactly(1L, 2L);
        }
    }

    @Test
    void the_list_goes_page_by_page_in_either_order_and_keeps_to_its_filters() {
        for (int n = 0; n < 4; n++) {
            die("paged-" + n, 1);
        }
        assertThat(http.keys("order=oldest&limit=1")).containsExactly("paged-0", "paged-1", "paged-2", "paged-3");
        assertThat(http.keys("order=newest&limit=3")).containsExactly("paged-3", "paged-2", "paged-1", "paged-0");
        assertThat(http.keys("module=ledger&type=meter.read&error=illegalstate&youngerThan=1h"))
                .hasSize(4);
        assertThat(http.keys("key=paged-2")).containsExactly("paged-2");
        assertThat(http.keys("module=chart")).isEmpty();
        assertThat(http.keys("type=meter.r%C3%A9ad")).isEmpty();
        assertThat(http.keys("error=100%25")).isEmpty();
        assertThat(http.status("?olderThan=long")).isEqualTo(400);
        assertThat(http.status("?order=random")).isEqualTo(400);
        assertThat(http.status("?after=nonsense")).isEqualTo(400);
        http.replayAll("", "to have acts");
        await().untilAsserted(() ->
                assertThat(http.get("/acts?limit=2").path("items")).hasSize(2));
        assertThat(http.pages("/acts", "limit=1&key=paged-1", "key")).isNotEmpty();
    }

    @Test
    void of_many_attempts_the_first_and_the_latest_are_kept() {
        station.meters().install("often");
        station.faults().on("often", event -> {
            throw new IllegalStateException("again");
        });
        station.meters().read("often");
        for (int deaths = 1; deaths <= 19; deaths++) {
            int attempts = deaths * 3;
            await().untilAsserted(() -> assertThat(http.keys("key=often")).hasSize(1));
            assertThat(station.count("SELECT MAX(number) FROM parked_attempt")).isEqualTo(attempts);
            http.replayAll("?key=often", "again");
        }
        await().untilAsserted(() -> assertThat(http.keys("key=often")).hasSize(1));
        assertThat(station.jdbc()
                        .sql("SELECT number FROM parked_attempt ORDER BY number")
                        .query(Integer.class)
                        .list())
                .hasSize(50)
                .startsWith(1, 2, 3, 4, 5, 16)
                .endsWith(59, 60);
    }

    @Test
    void acts_are_kept_for_their_time_and_no_longer() {
        die("forgotten", 1);
        station.faults().clear();
        http.replayAll("?key=forgotten", "soon forgotten");
        station.awaitBooked("forgotten", 1);
        station.jdbc()
                .sql("UPDATE dead_letter_act SET acted_at = acted_at - INTERVAL 366 DAY WHERE event_key = 'forgotten'")
                .update();
        await().atMost(java.time.Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(http.get("/acts?key=forgotten").path("items"))
                        .isEmpty());
    }

    /** Installs the meter, reads it so often and waits until the ledger has given up on the first reading. */
    private static AtomicInteger die(String meter, int readings) {
        station.meters().install(meter);
        AtomicInteger attempts = new AtomicInteger();
        station.faults().on(meter, event -> {
            throw new IllegalStateException("attempt " + attempts.incrementAndGet());
        });
        for (int n = 0; n < readings; n++) {
            station.meters().read(meter);
        }
        station.awaitDead(meter, 1);
        station.awaitHandled();
        return attempts;
    }
}

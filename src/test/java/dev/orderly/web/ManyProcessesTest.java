package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.HashCode;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.Ids;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** One key in twenty processes at once: each caller here has its own {@link IdempotentCalls}, so only the database is shared. */
@TestPropertySource(properties = "spring.datasource.hikari.maximum-pool-size=25")
class ManyProcessesTest extends WebTest {

    private static final int PROCESSES = 20;

    private static final String IN_FLIGHT = "in flight";

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JsonMapper json;

    private final IdempotencyKey key = new IdempotencyKey("shop", Ids.next());

    @BeforeEach
    void start() {
        jdbc.sql("CREATE TABLE IF NOT EXISTS done (id CHAR(36) PRIMARY KEY, idempotency_key VARCHAR(255))")
                .update();
    }

    @RepeatedTest(3)
    void the_work_is_done_once_and_everybody_gets_its_answer_or_is_told_to_wait() throws Exception {
        List<String> answers = atOnce(new IdempotencyKeys(jdbc), this::work);

        assertDoneOnce(answers);
    }

    /** All have found nothing before the first inserts: the moment that no probe can exclude. */
    @RepeatedTest(3)
    void so_it_is_when_all_find_the_key_free_in_the_same_instant() throws Exception {
        List<String> answers = atOnce(new AllFindItFree(jdbc), this::work);

        assertDoneOnce(answers);
    }

    @RepeatedTest(3)
    void so_it_is_when_the_first_of_them_rolls_back() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        List<String> answers = atOnce(new AllFindItFree(jdbc), () -> {
            if (failed.compareAndSet(false, true)) {
                work();
                sleepUntilOthersWait();
                throw new Failed();
            }
            return work();
        });

        assertThat(answers).containsOnlyOnce("failed");
        answers.remove("failed");
        assertDoneOnce(answers);
    }

    @Test
    void while_the_first_is_at_work_the_others_are_told_at_once() {
        process(new IdempotencyKeys(jdbc), () -> {
            assertThat(call(() -> process(new IdempotencyKeys(jdbc), this::work)))
                    .isEqualTo(IN_FLIGHT);
            return work();
        });

        assertThat(call(() -> process(new IdempotencyKeys(jdbc), this::work)))
                .isEqualTo(doneIds().getFirst());
        assertThat(doneIds()).hasSize(1);
    }

    private void assertDoneOnce(List<String> answers) {
        String later = process(new IdempotencyKeys(jdbc), this::work);
        assertThat(doneIds()).containsExactly(later);
        assertThat(answers).contains(later).isSubsetOf(later, IN_FLIGHT);
    }

    private List<String> doneIds() {
        return jdbc.sql("SELECT id FROM done WHERE idempotency_key = :key")
                .param("key", key.value())
                .query((row, number) -> row.getString("id"))
                .list();
    }

    private ResponseEntity<?> work() {
        String id = Ids.next();
        jdbc.sql("INSERT INTO done (id, idempotency_key) VALUES (:id, :key)")
                .param("id", id)
                .param("key", key.value())
                .update();
        return ResponseEntity.created(URI.create("/done/" + id)).body(Map.of("id", id));
    }

    /** In another thread's transaction, as in another process. */
    private String call(Supplier<String> call) {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(() -> {
                        try {
                            return call.get();
                        } catch (IdempotencyKeyInFlight inFlight) {
                            return IN_FLIGHT;
                        } catch (Failed failed) {
                            return "failed";
                        }
                    })
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> atOnce(IdempotencyKeys keys, Supplier<ResponseEntity<?>> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(PROCESSES);
        try (ExecutorService threads = Executors.newFixedThreadPool(PROCESSES)) {
            List<Future<String>> calls = new ArrayList<>();
            for (int process = 0; process < PROCESSES; process++) {
                calls.add(threads.submit(() -> {
                    start.await();
                    try {
                        return process(keys, work);
                    } catch (IdempotencyKeyInFlight inFlight) {
                        return IN_FLIGHT;
                    } catch (Failed failed) {
                        return "failed";
                    }
                }));
            }
            List<String> answers = new ArrayList<>();
            for (Future<String> call : calls) {
                answers.add(call.get());
            }
            return answers;
        }
    }

    private String process(IdempotencyKeys keys, Supplier<ResponseEntity<?>> work) {
        ResponseEntity<String> answer = new IdempotentCalls(keys, new TransactionTemplate(transactions), json)
                .once(key, "POST /done", Map.of(), work);
        return json.readTree(answer.getBody()).get("id").asString();
    }

    /** Until nineteen transactions wait for a lock, however the server tells. */
    private void sleepUntilOthersWait() {
        org.awaitility.Awaitility.await().until(() -> waiting() >= PROCESSES - 1);
    }

    private long waiting() {
        return jdbc.sql(TestDatabase.TRANSACTIONS_THAT_WAIT).query(Long.class).single();
    }

    /** Thrown by the work itself. */
    private static class Failed extends RuntimeException {}

    /** As if nobody's probe had seen anybody's insert. */
    private static class AllFindItFree extends IdempotencyKeys {

        private final JdbcClient jdbc;
        private final CyclicBarrier probed = new CyclicBarrier(PROCESSES);

        AllFindItFree(JdbcClient jdbc) {
            super(jdbc);
            this.jdbc = jdbc;
        }

        @Override
        boolean insertIfFree(IdempotencyKey key, HashCode fingerprint, @Nullable StoredAnswer answer) {
            try {
                probed.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return jdbc.sql("""
                    INSERT INTO idempotency_key (api_key, idempotency_key, request_sha256, created_at)
                    VALUES (:apiKey, :key, :fingerprint, UTC_TIMESTAMP(6))
                    """)
                            .param("apiKey", key.apiKey())
                            .param("key", key.value())
                            .param("fingerprint", fingerprint.asBytes())
                            .update()
                    == 1;
        }
    }
}

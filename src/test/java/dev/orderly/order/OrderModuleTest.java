package dev.orderly.order;

import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The order module alone, behind its HTTP door and on the real bus: the test says what other modules would. */
@OrderlyTest
@TestPropertySource(properties = "orderly.modules=order")
abstract class OrderModuleTest {

    static final String ORDER = """
            {"customerEmail":"buyer@example.com","currency":"EUR","lines":[
              {"sku":"TEA-1","quantity":2,"unitPriceMinor":450},{"sku":"MUG","quantity":1,"unitPriceMinor":1200}]}""";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    ApplicationEventPublisher events;

    ApiClient api;

    @BeforeEach
    void connect() {
        api = new ApiClient(port);
    }

    String placed() {
        return api.placeOrder(ORDER).json().get("id").asString();
    }

    /** Says each event in a transaction of its own. */
    void say(Object... said) {
        for (Object event : said) {
            new TransactionTemplate(transactions).executeWithoutResult(_ -> events.publishEvent(event));
        }
    }

    Answer order(String id) {
        return api.get("/api/orders/" + id);
    }

    String statusOf(String id) {
        return order(id).json().get("status").asString();
    }

    void awaitStatus(String id, OrderStatus status) {
        await().atMost(Duration.ofSeconds(20)).until(() -> statusOf(id).equals(status.name()));
    }

    /** The types of the order's events in the outbox, in the order in which they were said. */
    List<String> eventsOf(String id) {
        return jdbc.sql("SELECT event_type FROM outbox WHERE event_key = :id ORDER BY id")
                .param("id", id)
                .query((row, number) -> row.getString("event_type"))
                .list();
    }

    /** Waits until the module has handled everything that was said so far. */
    void awaitQuiet() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.sql("""
                        SELECT (SELECT COUNT(*) FROM outbox WHERE position IS NULL)
                             + (SELECT COUNT(*) FROM outbox_sequence s JOIN consumer_cursor c USING (shard)
                                WHERE c.module = 'order' AND c.position < s.last_position)
                        """).query(Long.class).single() == 0);
    }
}

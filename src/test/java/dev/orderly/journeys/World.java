package dev.orderly.journeys;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.Orderly;
import dev.orderly.OrderlyTest;
import dev.orderly.TestDatabase;
import dev.orderly.journeys.Model.Order;
import dev.orderly.messaging.StepByStep;
import dev.orderly.payment.ScriptedProvider;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application on a real database, of which nothing moves but by a call. */
final class World implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    final JdbcClient jdbc;
    final StepByStep steps;
    final ScriptedProvider provider;
    private final ApiClient api;

    private World(ConfigurableApplicationContext context) {
        this.context = context;
        this.jdbc = context.getBean(JdbcClient.class);
        this.steps = StepByStep.takeOver(context);
        this.provider = context.getBean(ScriptedProvider.class);
        this.api = new ApiClient(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    static World begin() {
        TestDatabase database = TestDatabase.fresh();
        return new World(new SpringApplicationBuilder(Orderly.class, ScriptedProvider.class)
                .properties(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "server.port=0",
                        "orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
                        "orderly.payment.provider=scripted",
                        "orderly.payment.retry-first=1ms",
                        "orderly.payment.retry-most=1ms",
                        "orderly.messaging.batch-events=1")
                .run());
    }

    Answer place(String sku, int pieces, long price) {
        return api.placeOrder(
                "{\"customerEmail\":\"buyer@example.com\",\"currency\":\"EUR\",\"lines\":[{\"sku\":\"%s\",\"quantity\":%d,\"unitPriceMinor\":%d}]}"
                        .formatted(sku, pieces, price));
    }

    int act(Order order, String verb) {
        return api.post(
                        "/api/orders/" + order.id + "/" + verb,
                        verb.equals("ship") ? "{\"carrier\":\"DHL\",\"tracking\":\"1\"}" : "")
                .status();
    }

    int callBack(Order order, String outcome) {
        return api.post(
                        "/api/payments/callbacks/scripted",
                        "%s %s %d".formatted(outcome, paymentId(order), order.total))
                .status();
    }

    Answer refund(Order order, long amount) {
        return api.send(api.json("/api/payments/" + paymentId(order) + "/refunds")
                .header("Idempotency-Key", dev.orderly.messaging.Ids.next())
                .POST(BodyPublishers.ofString("{\"amountMinor\":%d}".formatted(amount))));
    }

    int countStock(String sku, int onHand) {
        return api.send(api.json("/api/stock/" + sku)
                        .PUT(BodyPublishers.ofString("{\"onHand\":%d,\"reason\":\"counted\"}".formatted(onHand))))
                .status();
    }

    int correctStock(String sku, int change) {
        return api.send(api.json("/api/stock/" + sku + "/corrections")
                        .header("Idempotency-Key", dev.orderly.messaging.Ids.next())
                        .POST(BodyPublishers.ofString("{\"change\":%d,\"reason\":\"found\"}".formatted(change))))
                .status();
    }

    /** Lets the time to pay be over. */
    void expire(Order order) {
        jdbc.sql("UPDATE delayed_event SET due_at = UTC_TIMESTAMP(6) WHERE event_key = :id")
                .param("id", order.id)
                .update();
        steps.runJob("messaging-delayed-events");
    }

    void callProvider(boolean away) {
        provider.isAway(away);
        jdbc.sql("UPDATE payment_task SET due_at = UTC_TIMESTAMP(6) WHERE kind <> 'ASK'")
                .update();
        boolean more = true;
        while (more) {
            more = (steps.runJob("payment-provider-calls") || isToldSomething()) && !away;
        }
    }

    /** The calls run beside the job: what is being said is there until its answer is recorded, and due again if it fails. */
    private boolean isToldSomething() {
        return jdbc.sql("SELECT COUNT(*) FROM payment_task WHERE kind <> 'ASK'")
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Says one of the orders' events once more, the oldest being number 0. */
    void sayAgain(List<Order> orders, int number) {
        List<Long> ids = jdbc.sql("""
                        SELECT id
                        FROM outbox
                        WHERE event_key IN (:keys)
                        ORDER BY id
                        """)
                .param("keys", orders.stream().map(order -> order.id).toList())
                .query((row, n) -> row.getLong("id"))
                .list();
        if (!ids.isEmpty()) {
            jdbc.sql("""
                            INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, event_version,
                                event_key, shard, payload, traceparent, correlation_id, causation_id, created_at)
                            SELECT UUID(), aggregate_type, aggregate_id, event_type, event_version,
                                event_key, shard, payload, traceparent, correlation_id, causation_id, created_at
                            FROM outbox
                            WHERE id = :id
                            """).param("id", ids.get(number % ids.size())).update();
        }
    }

    String stock(String sku) {
        return jdbc.sql("SELECT on_hand, reserved FROM stock WHERE sku = :sku")
                .param("sku", sku)
                .query((row, number) -> row.getInt("on_hand") + " on hand, " + row.getInt("reserved") + " reserved")
                .single();
    }

    /** The order as the tables have it, in the words of the model. */
    String order(Order order) {
        return jdbc.sql("""
                        SELECT o.status,
                               (SELECT state FROM reservation WHERE order_id = o.id) AS reservation,
                               (SELECT status FROM payment WHERE order_id = o.id) AS payment,
                               %s AS captured, %s AS back
                        FROM orders o
                        WHERE o.id = :id
                        """.formatted(sum("CAPTURE"), sum("REFUND")))
                .param("id", order.id)
                .query((row, number) -> "%s, reservation %s, payment %s, captured %d, back %d, mails %s"
                        .formatted(
                                row.getString("status"),
                                row.getString("reservation"),
                                row.getString("payment"),
                                row.getLong("captured"),
                                row.getLong("back"),
                                mails(order)))
                .single();
    }

    long parked() {
        return jdbc.sql("SELECT COUNT(*) FROM parked_event").query(Long.class).single();
    }

    @Override
    public void close() {
        context.close();
    }

    private Set<String> mails(Order order) {
        List<String> mails = jdbc.sql("SELECT TRIM(CONCAT(type, ' ', occasion)) AS mail FROM mail WHERE order_id = :id")
                .param("id", order.id)
                .query((row, number) -> row.getString("mail"))
                .list();
        return new TreeSet<>(mails);
    }

    private String paymentId(Order order) {
        return jdbc.sql("SELECT id FROM payment WHERE order_id = :id")
                .param("id", order.id)
                .query((row, number) -> row.getString("id"))
                .single();
    }

    private static String sum(String type) {
        return """
                (SELECT COALESCE(SUM(t.amount_minor), 0)
                 FROM payment p JOIN payment_transaction t ON t.payment_id = p.id
                 WHERE p.order_id = o.id AND t.type = '%s')""".formatted(type);
    }
}

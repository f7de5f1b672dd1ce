package dev.orderly.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient.Answer;
import dev.orderly.QueryPlan;
import dev.orderly.contract.InventoryEvent.StockReserved;
import dev.orderly.contract.PaymentEvent.PaymentCaptured;
import dev.orderly.messaging.Ids;
import dev.orderly.messaging.Jobs;
import dev.orderly.web.Cursor;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** What an order waits for, and what is said of one that waits for too long. */
@ExtendWith(OutputCaptureExtension.class)
class OverstayTest extends OrderModuleTest {

    @Autowired
    WatchOrders watchOrders;

    @Autowired
    MeterRegistry meters;

    @Autowired
    Jobs jobs;

    @Test
    void every_state_that_is_not_the_end_says_what_it_waits_for_and_since_when() {
        String id = placed();
        assertThat(waitingFor(id).get("since").asString())
                .isEqualTo(order(id).json().get("createdAt").asString());
        assertWaits(id, "STOCK");

        say(new StockReserved(id));
        awaitStatus(id, OrderStatus.AWAITING_PAYMENT);
        assertWaits(id, "PAYMENT");
        JsonNode waiting = waitingFor(id);
        assertThat(Duration.between(instant(waiting, "since"), instant(waiting, "until")))
                .isEqualTo(Duration.ofMinutes(30));

        say(new PaymentCaptured(Ids.next(), id, "EUR", 2100));
        awaitStatus(id, OrderStatus.PAID);
        assertWaits(id, "SHIPMENT");

        api.post("/api/orders/" + id + "/ship", "{\"carrier\":\"DHL\",\"tracking\":\"1\"}");
        assertWaits(id, "DELIVERY");

        api.post("/api/orders/" + id + "/deliver", "");
        assertThat(order(id).json().has("waitingFor")).isFalse();
    }

    @Test
    void an_order_whose_money_goes_back_says_so_in_lists_as_well() {
        String id = paid();
        api.post("/api/orders/" + id + "/cancel", "");
        assertWaits(id, "REFUND");
        JsonNode listed =
                api.get("/api/orders?status=REFUNDING").json().get("items").get(0);
        assertThat(listed.get("waitingFor").get("what").asString()).isEqualTo("REFUND");
    }

    @Test
    void the_time_of_the_last_change_is_kept_for_a_version_that_does_not_know_of_it() {
        String id = placed();
        stay(id, Duration.ofDays(2));
        jdbc.sql("UPDATE orders SET status = 'CANCELLED' WHERE id = :id")
                .param("id", id)
                .update();
        assertThat(jdbc.sql("SELECT TIMESTAMPDIFF(SECOND, status_since, UTC_TIMESTAMP(6)) FROM orders WHERE id = :id")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                .isBetween(0, 60);
    }

    @Test
    void an_order_that_stays_for_too_long_is_reported_once_and_listed_until_it_moves_on(CapturedOutput output) {
        String inTime = placed();
        String late = placed();
        stay(late, Duration.ofMinutes(6));
        double before = gauge("PLACED");

        watchOrders.run();
        watchOrders.run();
        new WatchOrdersAfterRestart().run();

        assertThat(output.getOut().lines().filter(line -> line.contains(late))).hasSize(1);
        assertThat(output.getOut()).doesNotContain("Order " + inTime);
        assertThat(gauge("PLACED")).isEqualTo(before + 1);
        assertThat(overstaying("")).contains(late).doesNotContain(inTime);

        api.post("/api/orders/" + late + "/cancel", "");
        watchOrders.run();
        assertThat(gauge("PLACED")).isEqualTo(before);
        assertThat(overstaying("")).doesNotContain(late);
    }

    @Test
    void each_state_has_a_limit_of_its_own() {
        String waiting = placed();
        say(new StockReserved(waiting));
        String paid = paid();
        awaitStatus(waiting, OrderStatus.AWAITING_PAYMENT);

        stay(waiting, Duration.ofMinutes(34));
        stay(paid, Duration.ofMinutes(34));
        assertThat(overstaying("")).doesNotContain(waiting, paid);
        stay(waiting, Duration.ofMinutes(36));
        assertThat(overstaying("")).contains(waiting).doesNotContain(paid);
        stay(paid, Duration.ofDays(4));
        assertThat(overstaying("&status=PAID")).contains(paid).doesNotContain(waiting);
    }

    @Test
    void the_pages_of_those_that_stay_for_too_long_begin_with_the_longest_and_are_the_whole_list_once() {
        List<String> late = new ArrayList<>();
        for (int order = 0; order < 5; order++) {
            String id = order % 2 == 0 ? placed() : paid();
            stay(id, Duration.ofDays(20 - order));
            late.add(id);
        }
        List<String> listed = new ArrayList<>();
        String page = "/api/orders?overstaying=true&limit=2";
        while (!page.isEmpty()) {
            Answer answer = api.get(page);
            listed.addAll(ids(answer));
            String link = answer.header("Link");
            page = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        assertThat(listed).doesNotHaveDuplicates().containsSubsequence(late);
    }

    @Test
    void those_that_stay_for_too_long_are_not_searched_by_customer() {
        assertThat(api.get("/api/orders?overstaying=true&customerEmail=buyer@example.com")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void lists_and_counts_follow_the_index_of_state_and_time() {
        for (int order = 0; order < 20; order++) {
            placed();
        }
        Map<String, Object> params = new HashMap<>(Overstays.params(OrderStatus.PLACED, Duration.ofMinutes(5), 10));
        params.put("at", LocalDateTime.ofInstant(Overstays.START.at(), ZoneOffset.UTC));
        params.put("id", Overstays.START.id());
        assertThat(QueryPlan.of(jdbc, Overstays.NEXT, params).steps())
                .singleElement()
                .matches(step -> step.follows("orders_by_status_since"));
        params.remove("at");
        params.remove("id");
        assertThat(QueryPlan.of(jdbc, Overstays.COUNT, params).steps())
                .filteredOn(step -> step.table().equals("orders"))
                .singleElement()
                .matches(step -> step.follows("orders_by_status_since"));
    }

    @Test
    void the_watchdog_is_a_job_that_runs_by_itself(CapturedOutput output) {
        String late = placed();
        stay(late, Duration.ofSeconds(301));
        jobs.wakeAfterCommit(WatchOrders.JOB);
        await().atMost(Duration.ofSeconds(20)).until(() -> output.getOut().contains(late));
    }

    /** Knows nothing that the database does not. */
    private class WatchOrdersAfterRestart {

        void run() {
            Overstays overstays = new Overstays(jdbc);
            Cursor reported = overstays.lockReported(OrderStatus.PLACED);
            assertThat(overstays.after(reported, OrderStatus.PLACED, Duration.ofMinutes(5), 10))
                    .isEmpty();
        }
    }

    private void assertWaits(String id, String what) {
        assertThat(waitingFor(id).get("what").asString()).isEqualTo(what);
        assertThat(waitingFor(id).get("detail").asString()).endsWith(".");
        assertThat(waitingFor(id).has("until")).isEqualTo(what.equals("PAYMENT"));
    }

    private JsonNode waitingFor(String id) {
        return order(id).json().get("waitingFor");
    }

    private static Instant instant(JsonNode waiting, String field) {
        return Instant.parse(waiting.get(field).asString());
    }

    private String paid() {
        String id = placed();
        say(new StockReserved(id), new PaymentCaptured(Ids.next(), id, "EUR", 2100));
        awaitStatus(id, OrderStatus.PAID);
        return id;
    }

    /** As if the order had been in its state for so long. */
    private void stay(String id, Duration time) {
        jdbc.sql("UPDATE orders SET status_since = UTC_TIMESTAMP(6) - INTERVAL :s SECOND WHERE id = :id")
                .param("s", time.toSeconds())
                .param("id", id)
                .update();
    }

    private double gauge(String status) {
        return meters.get(WatchOrders.GAUGE).tag("status", status).gauge().value();
    }

    private List<String> overstaying(String filter) {
        return ids(api.get("/api/orders?overstaying=true&limit=100" + filter));
    }

    private static List<String> ids(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("items").spliterator(), false)
                .map(order -> order.get("id").asString())
                .toList();
    }
}

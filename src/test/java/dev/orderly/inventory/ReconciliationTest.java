package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.QueryPlan;
import dev.orderly.messaging.Ids;
import dev.orderly.messaging.Jobs;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The books are held against the rows behind them, and what does not add up is named. */
@InventoryTest
@ExtendWith(OutputCaptureExtension.class)
class ReconciliationTest {

    @LocalServerPort
    int port;

    @Autowired
    Warehouse warehouse;

    @Autowired
    JdbcClient db;

    @Autowired
    ReserveStock reserveStock;

    @Autowired
    ReleaseStock releaseStock;

    @Autowired
    ShipStock shipStock;

    @Autowired
    ReconcileStock reconcileStock;

    @Autowired
    Books books;

    @Autowired
    Jobs jobs;

    @Autowired
    MeterRegistry meters;

    final List<String> orders = new ArrayList<>();

    String sku = "";

    @BeforeEach
    void reserve_ship_and_release() {
        sku = warehouse.sku(50);
        for (int order = 0; order < 6; order++) {
            orders.add(Ids.next());
            reserveStock.forOrder(orders.getLast(), List.of(new ReservationLine(sku, 2)));
        }
        shipStock.ofOrder(orders.get(0));
        releaseStock.ofOrder(orders.get(1), "order cancelled");
    }

    @Test
    void books_that_add_up_are_told_of_with_the_time() {
        reconcile();
        JsonNode last = last();
        assertThat(last.get("discrepancies")).isEmpty();
        assertThat(last.get("skus").asInt()).isPositive();
        assertThat(last.get("finishedAt").asString())
                .isGreaterThan(last.get("startedAt").asString());
        assertThat(gauge()).isZero();
    }

    @Test
    void reserved_pieces_that_no_open_reservation_holds_are_named_once_and_never_mended(CapturedOutput output) {
        change("reserved = reserved + 1");
        reconcile();
        reconcile();
        assertThat(gauge()).isEqualTo(1);
        assertThat(found()).containsExactly(sku + " RESERVED 9 8");
        assertThat(output.getOut().lines().filter(line -> line.contains("The stock of " + sku)))
                .singleElement()
                .asString()
                .contains("9 RESERVED, but its open reservations add up to 8");
        assertThat(warehouse.reserved(sku)).isEqualTo(9);

        change("reserved = reserved - 1");
        reconcile();
        assertThat(found()).isEmpty();
        assertThat(gauge()).isZero();
    }

    @Test
    void pieces_on_hand_that_no_movement_brought_are_named_also_after_the_movements_were_added_up_before() {
        reconcile();
        change("on_hand = on_hand - 3");
        reconcile();
        assertThat(found()).containsExactly(sku + " ON_HAND 45 48");
        change("on_hand = on_hand + 3");
        reconcile();
        assertThat(found()).isEmpty();
    }

    @Test
    void an_open_reservation_that_the_stock_does_not_know_of_is_named() {
        state("OPEN");
        reconcile();
        assertThat(found()).containsExactly(sku + " RESERVED 8 10");
        state("RELEASED");
    }

    @Test
    void a_changed_movement_of_the_past_is_found_when_the_kept_sum_is_a_day_old() {
        reconcile();
        shippedPieces(-1);
        reconcile();
        assertThat(found()).isEmpty();
        db.sql("UPDATE stock_movement_sum SET begun_at = begun_at - INTERVAL 25 HOUR")
                .update();
        reconcile();
        assertThat(found()).containsExactly(sku + " ON_HAND 48 49");
        shippedPieces(-2);
    }

    @Test
    void more_skus_than_one_statement_counts_from_the_start_are_all_held_against_their_movements() {
        List<String> skus = Stream.generate(() -> warehouse.sku(1)).limit(50).toList();
        db.sql("DELETE FROM stock_movement_sum").update();
        reconcile();
        assertThat(found()).isEmpty();
        assertThat(last().get("skus").asInt()).isGreaterThan(50);
        assertThat(db.sql("SELECT COUNT(*) FROM stock_movement_sum WHERE sku IN (:skus)")
                        .param("skus", skus)
                        .query(Integer.class)
                        .single())
                .isEqualTo(50);
    }

    @Test
    void kept_sums_of_one_time_are_counted_anew_at_different_times_and_within_a_day() {
        Stream.generate(() -> warehouse.sku(1)).limit(50).forEach(each -> {});
        reconcile();
        int skus = books.uncounted("", Duration.ofDays(1), 500).size();
        int[] uncounted = new int[3];
        for (int part = 0; part < 3; part++) {
            db.sql("UPDATE stock_movement_sum SET begun_at = UTC_TIMESTAMP(6) - INTERVAL :hours HOUR")
                    .param("hours", 11 + 7 * part)
                    .update();
            uncounted[part] = (int) books.uncounted("", Duration.ofDays(1), 500).stream()
                    .filter(each -> each)
                    .count();
        }
        assertThat(uncounted[0]).isZero();
        assertThat(uncounted[1]).isBetween(1, skus - 1);
        assertThat(uncounted[2]).isEqualTo(skus);
    }

    @Test
    void how_long_ago_it_was_last_done_is_measured() {
        reconcile();
        assertThat(meters.get(ReconcileStock.AGE).gauge().value()).isBetween(-5.0, 30.0);
        db.sql(
                        "UPDATE stock_reconciliation SET finished_at = finished_at - INTERVAL 2 HOUR, started_at = UTC_TIMESTAMP(6)")
                .update();
        reconcileStock.run();
        assertThat(meters.get(ReconcileStock.AGE).gauge().value()).isBetween(7_190.0, 7_300.0);
    }

    @Test
    void what_is_under_way_is_no_false_alarm(CapturedOutput output) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> busy = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                busy.add(threads.submit(() -> {
                    while (!done.get()) {
                        String order = Ids.next();
                        reserveStock.forOrder(order, List.of(new ReservationLine(sku, 1)));
                        releaseStock.ofOrder(order, "order cancelled");
                    }
                }));
            }
            for (int round = 0; round < 20; round++) {
                reconcile();
                assertThat(found()).isEmpty();
            }
            done.set(true);
            for (Future<?> each : busy) {
                each.get();
            }
        }
        assertThat(output.getOut()).doesNotContain("add up to");
    }

    @Test
    void it_is_a_job_that_runs_by_itself_and_not_more_often_than_it_should() {
        change("reserved = reserved + 1");
        due();
        jobs.wakeAfterCommit(ReconcileStock.JOB);
        await().untilAsserted(() -> assertThat(found()).containsExactly(sku + " RESERVED 9 8"));
        String finished = last().get("finishedAt").asString();
        change("reserved = reserved - 1");
        reconcileStock.run();
        assertThat(last().get("finishedAt").asString()).isEqualTo(finished);
    }

    @Test
    void it_reads_the_open_reservations_and_the_movements_since_the_last_time_along_their_indexes() {
        assertThat(QueryPlan.of(db, Books.UNPROVEN_RESERVED, Map.of("open", "OPEN", "rows", 10))
                        .steps())
                .filteredOn(step -> step.table().equals("r"))
                .singleElement()
                .satisfies(step -> assertThat(step.key()).isEqualTo("reservation_by_state"));
        assertThat(QueryPlan.of(db, Books.MOVEMENT_SUMS, Map.of("after", "", "keep", 60, "rows", 500))
                        .steps())
                .filteredOn(step -> step.table().equals("m"))
                .singleElement()
                .satisfies(step -> assertThat(step.key()).isEqualTo("stock_movement_of_sku"));
    }

    /** Where the job has begun at the same moment, this begins again. */
    private void reconcile() {
        await().until(() -> {
            due();
            reconcileStock.run();
            return db.sql("SELECT finished_at IS NOT NULL FROM stock_reconciliation")
                    .query(Boolean.class)
                    .single();
        });
    }

    private void due() {
        db.sql("UPDATE stock_reconciliation SET started_at = NULL, finished_at = NULL")
                .update();
    }

    private void change(String what) {
        db.sql("UPDATE stock SET " + what + " WHERE sku = :sku")
                .param("sku", sku)
                .update();
    }

    /** Of the order that was cancelled. */
    private void state(String state) {
        db.sql("UPDATE reservation SET state = :state WHERE order_id = :id")
                .param("state", state)
                .param("id", orders.get(1))
                .update();
    }

    private void shippedPieces(int change) {
        db.sql("UPDATE stock_movement SET on_hand_change = :change WHERE sku = :sku AND kind = 'SHIPPED'")
                .param("change", change)
                .param("sku", sku)
                .update();
    }

    private JsonNode last() {
        return new ApiClient(port).get("/api/stock-reconciliation").json();
    }

    private List<String> found() {
        return last().get("discrepancies")
                .valueStream()
                .map(each -> "%s %s %s %s"
                        .formatted(
                                each.get("sku").asString(),
                                each.get("quantity").asString(),
                                each.get("recorded").asLong(),
                                each.get("proven").asLong()))
                .toList();
    }

    private double gauge() {
        return meters.get(ReconcileStock.GAUGE).gauge().value();
    }
}

package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.eventbus.EventBus;
import dev.orderly.contract.Event;
import dev.orderly.contract.OrderEvent.Line;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.contract.OrderEvent.OrderRefunded;
import dev.orderly.contract.OrderEvent.OrderShipped;
import dev.orderly.contract.OrderEvent.RefundRequested;
import dev.orderly.messaging.Ids;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@InventoryTest
class InventoryListenerTest {

    @Autowired
    Warehouse warehouse;

    @Autowired
    InventoryListener listener;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    JdbcClient db;

    final EventBus bus = new EventBus();
    final String order = Ids.next();

    @BeforeEach
    void listen() {
        bus.register(listener);
    }

    @Test
    void a_placed_order_reserves_its_lines() {
        String tea = warehouse.sku(10);
        String cup = warehouse.sku(10);
        bus.post(placed(new Line(tea, 3, 450), new Line(cup, 2, 900)));
        assertThat(warehouse.reserved(tea)).isEqualTo(3);
        assertThat(warehouse.reserved(cup)).isEqualTo(2);
    }

    @Test
    void a_cancelled_order_gives_its_stock_back() {
        String tea = warehouse.sku(10);
        bus.post(placed(new Line(tea, 3, 450)));
        bus.post(new OrderCancelled(order, "buyer@example.com", "no longer wanted"));
        assertThat(warehouse.reserved(tea)).isZero();
    }

    @Test
    void an_expired_order_gives_its_stock_back() {
        String tea = warehouse.sku(10);
        bus.post(placed(new Line(tea, 3, 450)));
        bus.post(new OrderExpired(order, "buyer@example.com"));
        assertThat(warehouse.reserved(tea)).isZero();
    }

    @Test
    void a_paid_order_that_is_called_off_gives_its_stock_back_before_its_money_is_back() {
        String tea = warehouse.sku(10);
        bus.post(placed(new Line(tea, 3, 450)));
        bus.post(new RefundRequested(order, "buyer@example.com", "Cancelled on request"));
        assertThat(warehouse.reserved(tea)).isZero();
        bus.post(new OrderRefunded(order, "buyer@example.com", "EUR", 1_350));
        assertThat(warehouse.reserved(tea)).isZero();
        assertThat(warehouse.movements(tea)).hasSize(3);
    }

    @Test
    void an_order_that_is_refunded_gives_its_stock_back_unless_it_has_shipped() {
        String tea = warehouse.sku(10);
        bus.post(placed(new Line(tea, 3, 450)));
        bus.post(new OrderRefunded(order, "buyer@example.com", "EUR", 1_350));
        assertThat(warehouse.reserved(tea)).isZero();
        assertThat(warehouse.onHand(tea)).isEqualTo(10);

        String cup = warehouse.sku(10);
        String shipped = Ids.next();
        bus.post(new OrderPlaced(shipped, "buyer@example.com", "EUR", 450, List.of(new Line(cup, 1, 450))));
        bus.post(new OrderShipped(shipped, "buyer@example.com", "Post", "RX1"));
        bus.post(new OrderRefunded(shipped, "buyer@example.com", "EUR", 450));
        assertThat(warehouse.reserved(cup)).isZero();
        assertThat(warehouse.onHand(cup)).isEqualTo(9);
    }

    @Test
    void an_order_that_was_over_before_it_asked_reserves_nothing_when_its_wish_is_handled_after_all() {
        String tea = warehouse.sku(10);
        bus.post(new OrderCancelled(order, "buyer@example.com", "no longer wanted"));
        bus.post(placed(new Line(tea, 3, 450)));
        assertThat(warehouse.reserved(tea)).isZero();
        assertThat(warehouse.movements(tea)).hasSize(1);
    }

    @Test
    void a_shipped_order_takes_its_goods_out() {
        String tea = warehouse.sku(10);
        bus.post(placed(new Line(tea, 3, 450)));
        bus.post(new OrderShipped(order, "buyer@example.com", "Post", "RX1"));
        assertThat(warehouse.onHand(tea)).isEqualTo(7);
        assertThat(warehouse.reserved(tea)).isZero();
    }

    @Test
    void what_the_order_module_publishes_arrives_through_the_log() {
        String tea = warehouse.sku(10);
        new TransactionTemplate(transactions)
                .executeWithoutResult(status -> events.publishEvent(placed(new Line(tea, 3, 450))));
        Awaitility.await().until(() -> warehouse.reserved(tea) == 3);
    }

    @Test
    void a_wish_that_waits_to_be_tried_again_does_not_outlive_the_cancellation_behind_it() {
        String tea = warehouse.sku(10);
        db.sql("ALTER TABLE reservation ADD CONSTRAINT not_this_one CHECK (order_id <> '" + order + "')")
                .update();
        say(placed(new Line(tea, 3, 450)));
        Awaitility.await().until(() -> parked() == 1);
        say(new OrderCancelled(order, "buyer@example.com", "no longer wanted"));
        Awaitility.await().until(() -> parked() == 2);
        db.sql("ALTER TABLE reservation DROP CONSTRAINT not_this_one").update();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 0);
        assertThat(warehouse.reserved(tea)).isZero();
        assertThat(warehouse.movements(tea))
                .extracting(StockMovement::kind)
                .containsExactly(MovementKind.RELEASED, MovementKind.RESERVED, MovementKind.SET);
    }

    private int parked() {
        return db.sql("SELECT COUNT(*) FROM parked_event").query(Integer.class).single();
    }

    private void say(Event event) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> events.publishEvent(event));
    }

    private OrderPlaced placed(Line... lines) {
        return new OrderPlaced(order, "buyer@example.com", "EUR", 4_500, List.of(lines));
    }
}

package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.eventbus.EventBus;
import dev.orderly.contract.OrderEvent.Line;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.contract.OrderEvent.OrderShipped;
import dev.orderly.messaging.Ids;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
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

    private OrderPlaced placed(Line... lines) {
        return new OrderPlaced(order, "buyer@example.com", "EUR", 4_500, List.of(lines));
    }
}

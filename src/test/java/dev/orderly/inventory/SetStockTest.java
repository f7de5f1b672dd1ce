package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.orderly.messaging.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@InventoryTest
class SetStockTest {

    @Autowired
    Warehouse warehouse;

    @Autowired
    SetStock setStock;

    @Autowired
    ReserveStock reserveStock;

    @Test
    void every_change_is_a_movement_with_its_reason_and_no_change_is_none() {
        String sku = "set-" + Ids.next();
        setStock.to(sku, 10, "delivery");
        setStock.to(sku, 10, "counted, and right");
        setStock.to(sku, 7, "broken");
        assertThat(warehouse.onHand(sku)).isEqualTo(7);
        assertThat(warehouse.movements(sku))
                .extracting(StockMovement::onHandChange, StockMovement::reason)
                .containsExactly(tuple(-3, "broken"), tuple(10, "delivery"));
    }

    @Test
    void a_new_sku_may_begin_with_nothing_on_hand() {
        String sku = "set-" + Ids.next();
        StockItem item = setStock.to(sku, 0, "announced");
        assertThat(item)
                .extracting(StockItem::onHand, StockItem::reserved, StockItem::available)
                .containsExactly(0, 0, 0);
        assertThat(warehouse.movements(sku)).hasSize(1);
    }

    @Test
    void less_than_is_reserved_is_refused_and_exactly_that_much_is_not() {
        String sku = warehouse.sku(10);
        reserveStock.forOrder(Ids.next(), List.of(new ReservationLine(sku, 6)));
        assertThatExceptionOfType(StockBelowReserved.class)
                .isThrownBy(() -> setStock.to(sku, 5, "broken"))
                .withMessageContaining("6 of " + sku + " are reserved");
        assertThat(warehouse.onHand(sku)).isEqualTo(10);
        assertThat(setStock.to(sku, 6, "broken").available()).isZero();
    }
}

package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.orderly.contract.InventoryEvent;
import dev.orderly.contract.InventoryEvent.StockRejected;
import dev.orderly.contract.InventoryEvent.StockReserved;
import dev.orderly.messaging.Ids;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

@InventoryTest
@RecordApplicationEvents
class ReservationTest {

    @Autowired
    Warehouse warehouse;

    @Autowired
    ReserveStock reserveStock;

    @Autowired
    ReleaseStock releaseStock;

    @Autowired
    ShipStock shipStock;

    @Autowired
    Reservations reservations;

    @Autowired
    ApplicationEvents events;

    final String order = Ids.next();

    @AfterEach
    void the_books_balance() {
        assertThat(warehouse.reservedWithoutReservation()).isEmpty();
        assertThat(warehouse.stockWithoutMovement()).isEmpty();
    }

    @Test
    void all_lines_of_an_order_are_reserved() {
        String tea = warehouse.sku(10);
        String cup = warehouse.sku(3);
        reserveStock.forOrder(order, List.of(line(tea, 10), line(cup, 2)));
        assertThat(published()).containsExactly(new StockReserved(order));
        assertThat(warehouse.reserved(tea)).isEqualTo(10);
        assertThat(warehouse.reserved(cup)).isEqualTo(2);
        assertThat(warehouse.movements(tea))
                .extracting(
                        StockMovement::kind,
                        StockMovement::onHandChange,
                        StockMovement::reservedChange,
                        StockMovement::reason,
                        StockMovement::orderId)
                .containsExactly(
                        tuple(MovementKind.RESERVED, 0, 10, "order placed", order),
                        tuple(MovementKind.SET, 10, 0, "test", null));
    }

    @Test
    void nothing_is_reserved_when_a_line_is_short_or_unknown_and_each_such_sku_is_named() {
        String enough = warehouse.sku(10);
        String tooFew = warehouse.sku(1);
        String none = warehouse.sku(0);
        reserveStock.forOrder(order, List.of(line(tooFew, 2), line("no-such-sku", 1), line(enough, 10), line(none, 1)));
        assertThat(published()).singleElement().isInstanceOfSatisfying(StockRejected.class, rejected -> {
            assertThat(rejected.unknownSkus()).containsExactly("no-such-sku");
            assertThat(rejected.shortSkus()).containsExactlyInAnyOrder(tooFew, none);
        });
        assertThat(warehouse.reserved(enough)).isZero();
        assertThat(warehouse.movements(enough)).hasSize(1);
    }

    @Test
    void skus_that_differ_in_case_accents_or_spaces_are_different_skus() {
        String sku = warehouse.sku(10);
        List<String> others = List.of(
                sku.toUpperCase(Locale.ROOT), sku.replace("u", "ü"), sku + " ", " " + sku, sku + "\0", "\ud800");
        for (String other : others) {
            reserveStock.forOrder(Ids.next(), List.of(line(other, 1)));
        }
        assertThat(published())
                .extracting(event -> ((StockRejected) event).unknownSkus())
                .containsExactlyElementsOf(others.stream().map(List::of).toList());
        assertThat(warehouse.reserved(sku)).isZero();
    }

    @Test
    void an_order_that_was_decided_is_not_decided_again() {
        String sku = warehouse.sku(10);
        String rejected = Ids.next();
        reserveStock.forOrder(order, List.of(line(sku, 6)));
        reserveStock.forOrder(rejected, List.of(line(sku, 6)));
        releaseStock.ofOrder(order, "order cancelled");
        reserveStock.forOrder(order, List.of(line(sku, 6)));
        reserveStock.forOrder(rejected, List.of(line(sku, 6)));
        assertThat(published())
                .containsExactly(new StockReserved(order), new StockRejected(rejected, List.of(), List.of(sku)));
        assertThat(warehouse.reserved(sku)).isZero();
    }

    @Test
    void what_was_reserved_is_released_once() {
        String sku = warehouse.sku(10);
        reserveStock.forOrder(order, List.of(line(sku, 4)));
        reserveStock.forOrder(Ids.next(), List.of(line(sku, 3)));
        releaseStock.ofOrder(order, "order expired");
        releaseStock.ofOrder(order, "order cancelled");
        assertThat(warehouse.reserved(sku)).isEqualTo(3);
        assertThat(warehouse.onHand(sku)).isEqualTo(10);
        assertThat(warehouse.movements(sku))
                .filteredOn(movement -> order.equals(movement.orderId()))
                .extracting(StockMovement::kind, StockMovement::reservedChange, StockMovement::reason)
                .containsExactly(
                        tuple(MovementKind.RELEASED, -4, "order expired"),
                        tuple(MovementKind.RESERVED, 4, "order placed"));
        assertThat(reservations.state(order)).contains(ReservationState.RELEASED);
    }

    @Test
    void what_was_reserved_leaves_the_house_once() {
        String sku = warehouse.sku(10);
        reserveStock.forOrder(order, List.of(line(sku, 4)));
        shipStock.ofOrder(order);
        shipStock.ofOrder(order);
        releaseStock.ofOrder(order, "order cancelled");
        assertThat(warehouse.reserved(sku)).isZero();
        assertThat(warehouse.onHand(sku)).isEqualTo(6);
        assertThat(warehouse.movements(sku).getFirst())
                .extracting(StockMovement::kind, StockMovement::onHandChange, StockMovement::reservedChange)
                .containsExactly(MovementKind.SHIPPED, -4, -4);
        assertThat(reservations.state(order)).contains(ReservationState.SHIPPED);
    }

    @Test
    void an_order_that_was_rejected_or_never_asked_has_nothing_to_release() {
        String sku = warehouse.sku(1);
        reserveStock.forOrder(order, List.of(line(sku, 2)));
        releaseStock.ofOrder(order, "order cancelled");
        releaseStock.ofOrder(Ids.next(), "order cancelled");
        assertThat(warehouse.movements(sku)).hasSize(1);
        assertThat(reservations.state(order)).contains(ReservationState.REJECTED);
    }

    @Test
    void goods_that_were_not_reserved_cannot_be_shipped_in_silence() {
        String sku = warehouse.sku(5);
        reserveStock.forOrder(order, List.of(line(sku, 2)));
        releaseStock.ofOrder(order, "order cancelled");
        assertThatThrownBy(() -> shipStock.ofOrder(order)).hasMessageContaining(order);
        assertThat(warehouse.onHand(sku)).isEqualTo(5);
    }

    private List<InventoryEvent> published() {
        return events.stream(InventoryEvent.class).toList();
    }

    private static ReservationLine line(String sku, int quantity) {
        return new ReservationLine(sku, quantity);
    }
}

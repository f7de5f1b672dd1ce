package dev.orderly.inventory;

import com.google.common.eventbus.Subscribe;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.contract.OrderEvent.OrderShipped;

/** Turns what happens to orders into what happens to stock. */
class InventoryListener {

    private final ReserveStock reserveStock;
    private final ReleaseStock releaseStock;
    private final ShipStock shipStock;

    InventoryListener(ReserveStock reserveStock, ReleaseStock releaseStock, ShipStock shipStock) {
        this.reserveStock = reserveStock;
        this.releaseStock = releaseStock;
        this.shipStock = shipStock;
    }

    @Subscribe
    void on(OrderPlaced event) {
        reserveStock.forOrder(
                event.orderId(),
                event.lines().stream()
                        .map(line -> new ReservationLine(line.sku(), line.quantity()))
                        .toList());
    }

    @Subscribe
    void on(OrderCancelled event) {
        releaseStock.ofOrder(event.orderId(), "order cancelled");
    }

    @Subscribe
    void on(OrderExpired event) {
        releaseStock.ofOrder(event.orderId(), "order expired");
    }

    @Subscribe
    void on(OrderShipped event) {
        shipStock.ofOrder(event.orderId());
    }
}

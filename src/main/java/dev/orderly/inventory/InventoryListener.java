package dev.orderly.inventory;

import com.google.common.eventbus.Subscribe;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.contract.OrderEvent.OrderRefunded;
import dev.orderly.contract.OrderEvent.OrderShipped;
import dev.orderly.contract.OrderEvent.RefundRequested;

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

    /** What is called off never ships, so its stock need not wait for the bank. */
    @Subscribe
    void on(RefundRequested event) {
        releaseStock.ofOrder(event.orderId(), "order cancelled");
    }

    /** Of an order that has shipped, nothing is reserved any more; goods that come back are counted by a person. */
    @Subscribe
    void on(OrderRefunded event) {
        releaseStock.ofOrder(event.orderId(), "order refunded");
    }

    @Subscribe
    void on(OrderShipped event) {
        shipStock.ofOrder(event.orderId());
    }
}

package dev.orderly.inventory;

import org.springframework.transaction.annotation.Transactional;

/** Takes an order's reserved goods off the shelf. */
class ShipStock {

    private final Stocks stocks;
    private final Reservations reservations;

    ShipStock(Stocks stocks, Reservations reservations) {
        this.stocks = stocks;
        this.reservations = reservations;
    }

    @Transactional
    void ofOrder(String orderId) {
        if (reservations.move(orderId, ReservationState.SHIPPED)) {
            stocks.ship(reservations.lines(orderId));
            stocks.recordMovements(orderId, MovementKind.SHIPPED, "order shipped");
        } else {
            expectShipped(orderId);
        }
    }

    /** Goods left the house that were not reserved: the count on hand is wrong now, and a person has to know. */
    private void expectShipped(String orderId) {
        ReservationState state = reservations.state(orderId).orElse(null);
        if (state != ReservationState.SHIPPED) {
            throw new IllegalStateException("Order " + orderId + " was shipped, but its reservation is " + state);
        }
    }
}

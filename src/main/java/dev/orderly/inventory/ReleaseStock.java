package dev.orderly.inventory;

import org.springframework.transaction.annotation.Transactional;

/**
 * Gives back what an order had reserved. Where an order has not asked yet, that it is over is written down, so that it
 * reserves nothing should its wish be handled after all: a person may have skipped it once, and replay it later.
 */
class ReleaseStock {

    private final Stocks stocks;
    private final Reservations reservations;

    ReleaseStock(Stocks stocks, Reservations reservations) {
        this.stocks = stocks;
        this.reservations = reservations;
    }

    @Transactional
    void ofOrder(String orderId, String reason) {
        if (reservations.move(orderId, ReservationState.RELEASED)) {
            stocks.release(reservations.lines(orderId));
            stocks.recordMovements(orderId, MovementKind.RELEASED, reason);
        } else if (reservations.state(orderId).isEmpty()) {
            reservations.forestall(orderId);
        }
    }
}

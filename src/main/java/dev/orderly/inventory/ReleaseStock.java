package dev.orderly.inventory;

import org.springframework.transaction.annotation.Transactional;

/** Gives back what an order had reserved. An order that has nothing reserved is left alone. */
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
            reservations.lines(orderId).forEach(stocks::release);
            stocks.recordMovements(orderId, MovementKind.RELEASED, reason);
        }
    }
}

package dev.orderly.inventory;

import dev.orderly.contract.InventoryEvent.StockRejected;
import dev.orderly.contract.InventoryEvent.StockReserved;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.annotation.Transactional;

/** Reserves all lines of an order or none, and tells which. */
class ReserveStock {

    private final Stocks stocks;
    private final Reservations reservations;
    private final ApplicationEventPublisher events;

    ReserveStock(Stocks stocks, Reservations reservations, ApplicationEventPublisher events) {
        this.stocks = stocks;
        this.reservations = reservations;
        this.events = events;
    }

    @Transactional
    void forOrder(String orderId, List<ReservationLine> lines) {
        if (reservations.state(orderId).isPresent()) {
            return;
        }
        List<ReservationLine> taken = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> tooFew = new ArrayList<>();
        for (ReservationLine line : inLockOrder(lines)) {
            if (!Sku.isPossible(line.sku())) {
                unknown.add(line.sku());
            } else if (stocks.reserve(line)) {
                taken.add(line);
            } else if (stocks.find(line.sku()).isPresent()) {
                tooFew.add(line.sku());
            } else {
                unknown.add(line.sku());
            }
        }
        if (taken.size() == lines.size()) {
            accept(orderId, taken);
        } else {
            taken.forEach(stocks::release);
            reject(orderId, unknown, tooFew);
        }
    }

    private void accept(String orderId, List<ReservationLine> lines) {
        reservations.open(orderId, lines);
        stocks.recordMovements(orderId, MovementKind.RESERVED, "order placed");
        events.publishEvent(new StockReserved(orderId));
    }

    private void reject(String orderId, List<String> unknown, List<String> tooFew) {
        reservations.reject(orderId);
        events.publishEvent(new StockRejected(orderId, unknown, tooFew));
    }

    private static List<ReservationLine> inLockOrder(List<ReservationLine> lines) {
        return lines.stream().sorted(ReservationLine.LOCK_ORDER).toList();
    }
}

package dev.orderly.inventory;

import dev.orderly.contract.InventoryEvent.StockRejected;
import dev.orderly.contract.InventoryEvent.StockReserved;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
        Map<String, Integer> available = stocks.lockAvailable(skus(lines, Sku::isPossible));
        List<String> unknown = skus(lines, sku -> !available.containsKey(sku));
        List<String> tooFew = tooFew(lines, available);
        if (unknown.isEmpty() && tooFew.isEmpty()) {
            accept(orderId, lines.stream().sorted(ReservationLine.LOCK_ORDER).toList());
        } else {
            reject(orderId, unknown, tooFew);
        }
    }

    private void accept(String orderId, List<ReservationLine> lines) {
        if (reservations.open(orderId, lines)) {
            stocks.reserve(lines);
            stocks.recordMovements(orderId, MovementKind.RESERVED, "order placed");
            events.publishEvent(new StockReserved(orderId));
        }
    }

    private void reject(String orderId, List<String> unknown, List<String> tooFew) {
        if (reservations.reject(orderId)) {
            events.publishEvent(new StockRejected(orderId, unknown, tooFew));
        }
    }

    private static List<String> skus(List<ReservationLine> lines, Predicate<String> which) {
        return lines.stream().map(ReservationLine::sku).filter(which).sorted().toList();
    }

    private static List<String> tooFew(List<ReservationLine> lines, Map<String, Integer> available) {
        return lines.stream()
                .filter(line -> available.getOrDefault(line.sku(), Integer.MAX_VALUE) < line.quantity())
                .map(ReservationLine::sku)
                .sorted()
                .toList();
    }
}

package dev.orderly.contract;

import java.util.List;

/** What the {@code inventory} module tells. */
public sealed interface InventoryEvent extends Event {

    String orderId();

    @Override
    default String key() {
        return orderId();
    }

    /** Every line of the order is reserved. */
    @EventType("inventory.stock-reserved")
    record StockReserved(String orderId) implements InventoryEvent {}

    /** Nothing is reserved, because these SKUs are unknown or short. */
    @EventType("inventory.stock-rejected")
    record StockRejected(String orderId, List<String> unknownSkus, List<String> shortSkus) implements InventoryEvent {

        public StockRejected {
            unknownSkus = List.copyOf(unknownSkus);
            shortSkus = List.copyOf(shortSkus);
        }
    }
}

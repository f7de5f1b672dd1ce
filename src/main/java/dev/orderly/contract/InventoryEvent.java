package dev.orderly.contract;

import java.util.List;

/** What the {@code inventory} module tells. */
public sealed interface InventoryEvent extends Event {

    /** The order's id, a UUIDv7. */
    String orderId();

    @Override
    default String key() {
        return orderId();
    }

    /** Every line of the order is reserved. */
    @EventType("inventory.stock-reserved")
    record StockReserved(String orderId) implements InventoryEvent {}

    /**
     * Nothing is reserved, because these SKUs are unknown or short.
     *
     * @param unknownSkus those that the stock has never had
     * @param shortSkus those of which too few pieces are free
     */
    @EventType("inventory.stock-rejected")
    record StockRejected(String orderId, List<String> unknownSkus, List<String> shortSkus) implements InventoryEvent {

        public StockRejected {
            unknownSkus = List.copyOf(unknownSkus);
            shortSkus = List.copyOf(shortSkus);
        }
    }
}

package dev.orderly.contract;

/**
 * A fact that one module tells the others. Events of one {@linkplain #key() key} reach every consumer in the order in
 * which they were committed; nothing is promised between keys.
 */
public sealed interface Event permits OrderEvent, InventoryEvent, PaymentEvent {

    /** What the event is ordered by: the order id for everything that belongs to an order, whichever module says it. */
    String key();

    /** The id of the thing that the event is about, within its publisher. */
    default String aggregateId() {
        return key();
    }
}

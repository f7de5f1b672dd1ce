package dev.orderly.messaging;

import java.util.List;
import java.util.stream.Stream;

/**
 * Events that one transaction handles together, for a subscriber that takes them all at once; see
 * {@link Subscription#inBatches()}. Those of one key are in their order.
 *
 * @param events the events' records, at least one
 */
public record EventBatch(List<Object> events) {

    public EventBatch {
        events = List.copyOf(events);
    }

    /** The events of one type, in order. */
    public <E> Stream<E> of(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }
}

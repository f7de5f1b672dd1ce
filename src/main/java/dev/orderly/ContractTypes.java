package dev.orderly;

import dev.orderly.contract.Event;
import dev.orderly.contract.EventType;
import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.EventTypes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Tells messaging every event of the contract: the records under the sealed {@link Event}. */
class ContractTypes implements EventTypes {

    private final List<EventDescriptor<?>> descriptors = records(Event.class)
            .<EventDescriptor<?>>map(ContractTypes::describe)
            .toList();

    @Override
    public List<EventDescriptor<?>> descriptors() {
        return descriptors;
    }

    private static Stream<Class<? extends Event>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(ContractTypes::records)
                : Stream.of(type.asSubclass(Event.class));
    }

    private static <E extends Event> EventDescriptor<E> describe(Class<E> event) {
        EventType type = event.getAnnotation(EventType.class);
        if (type == null) {
            throw new IllegalStateException(event + " has no @EventType");
        }
        String publisher = type.value().substring(0, type.value().indexOf('.'));
        return new EventDescriptor<>(
                type.value(), type.version(), event, publisher, Event::aggregateId, Event::key, type.outwardOnly());
    }
}

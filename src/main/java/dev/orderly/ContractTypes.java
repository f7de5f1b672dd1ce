package dev.orderly;

import dev.orderly.contract.EarlierVersion;
import dev.orderly.contract.Event;
import dev.orderly.contract.EventType;
import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.EventTypes;
import dev.orderly.messaging.Upcaster;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Tells messaging every event of the contract: the records under the sealed {@link Event}, and what they were before. */
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
        EventType type = type(event);
        String publisher = type.value().substring(0, type.value().indexOf('.'));
        return new EventDescriptor<>(
                type.value(),
                type.version(),
                event,
                publisher,
                Event::aggregateId,
                Event::key,
                type.outwardOnly(),
                upcasters(event, type.value()));
    }

    /** The earlier versions that are nested in an event's record, from the first on. */
    static List<Upcaster<?>> upcasters(Class<?> event, String type) {
        return Arrays.stream(event.getDeclaredClasses())
                .filter(EarlierVersion.class::isAssignableFrom)
                .<Upcaster<?>>map(earlier -> upcaster(earlier.asSubclass(EarlierVersion.class), type))
                .sorted(Comparator.comparingInt(Upcaster::version))
                .toList();
    }

    @SuppressWarnings("rawtypes") // A class literal has no type arguments.
    private static <V extends EarlierVersion> Upcaster<V> upcaster(Class<V> earlier, String type) {
        EventType version = type(earlier);
        if (!version.value().equals(type)) {
            throw new IllegalStateException(
                    "%s says that it was %s, but is nested in %s".formatted(earlier.getName(), version.value(), type));
        }
        return new Upcaster<>(version.version(), earlier, EarlierVersion::next);
    }

    private static EventType type(Class<?> event) {
        EventType type = event.getAnnotation(EventType.class);
        if (type == null) {
            throw new IllegalStateException(event + " has no @EventType");
        }
        return type;
    }
}

package dev.orderly.messaging;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Every event type of the application, and how its records become JSON and back. */
class EventCatalog {

    private final Map<Class<?>, EventDescriptor<?>> byRecord = new HashMap<>();
    private final Map<String, EventDescriptor<?>> byType = new HashMap<>();

    /** An unknown field is a newer publisher's and is passed over; a missing number is an error, not a zero. */
    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    EventCatalog(List<EventTypes> contributions) {
        contributions.stream().flatMap(types -> types.descriptors().stream()).forEach(this::add);
    }

    private void add(EventDescriptor<?> descriptor) {
        EventDescriptor<?> same = byType.put(descriptor.type(), descriptor);
        if (same != null) {
            throw new IllegalStateException("The event type " + descriptor.type() + " is declared twice, for "
                    + same.record() + " and " + descriptor.record());
        }
        byRecord.put(descriptor.record(), descriptor);
    }

    boolean knows(Class<?> record) {
        return byRecord.containsKey(record);
    }

    /** The stable names of all types. */
    Set<String> types() {
        return byType.keySet();
    }

    /** All types, by their names. */
    List<EventDescriptor<?>> descriptors() {
        return byType.values().stream()
                .sorted(Comparator.comparing(EventDescriptor::type))
                .toList();
    }

    /** How a record that is known is declared. */
    EventDescriptor<?> descriptor(Class<?> record) {
        EventDescriptor<?> descriptor = byRecord.get(record);
        if (descriptor == null) {
            throw new IllegalArgumentException(record + " is no known event; declare it in an EventTypes bean");
        }
        return descriptor;
    }

    /** The stable name of a record that is known. */
    String typeOf(Class<?> record) {
        return descriptor(record).type();
    }

    /** The event as it is to be stored, with the context of the current thread. */
    StoredEvent write(Object event, int shards) {
        return write(descriptor(event.getClass()), event, shards);
    }

    /**
     * An event as it is to be stored that came as JSON, with nobody here as its cause.
     *
     * @throws IllegalArgumentException where no record here can hold it
     */
    StoredEvent write(String type, int version, String payload, int shards) {
        EventDescriptor<?> descriptor = descriptor(type, version)
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no event %s in version %d".formatted(type, version)));
        try {
            Object event = Objects.requireNonNull(json.readValue(payload, descriptor.recordOf(version)));
            return write(descriptor, descriptor.newest(version, event), shards);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException("It is no " + type + ": " + e.getMessage(), e);
        }
    }

    private <E> StoredEvent write(EventDescriptor<E> descriptor, Object object, int shards) {
        E event = descriptor.record().cast(object);
        String key = descriptor.key().apply(event);
        Delivery cause = Delivery.current();
        return new StoredEvent(
                Ids.next(),
                descriptor.aggregateType(),
                descriptor.aggregateId().apply(event),
                descriptor.type(),
                descriptor.version(),
                key,
                Shards.of(key, shards),
                json.writeValueAsString(event),
                Trace.next(),
                cause == null ? key : cause.event().correlationId(),
                cause == null ? null : cause.event().eventId());
    }

    /** How a stored event is declared here; empty where its type is unknown, or this version of it. */
    Optional<EventDescriptor<?>> descriptor(StoredEvent stored) {
        return descriptor(stored.type(), stored.version());
    }

    /** How a version of a type is declared here; empty where no record holds it. */
    Optional<EventDescriptor<?>> descriptor(String type, int version) {
        return Optional.<EventDescriptor<?>>ofNullable(byType.get(type))
                .filter(descriptor -> descriptor.reads(version));
    }

    /**
     * The newest record of a stored event, in whichever version it was stored.
     *
     * @throws UnreadableEvent where no record of this application can hold it
     */
    Object read(StoredEvent stored) {
        EventDescriptor<?> descriptor = descriptor(stored).orElseThrow(() -> new UnreadableEvent(stored, null));
        try {
            Object event = json.readValue(stored.payload(), descriptor.recordOf(stored.version()));
            return descriptor.newest(stored.version(), Objects.requireNonNull(event));
        } catch (RuntimeException | StackOverflowError e) {
            throw new UnreadableEvent(stored, e);
        }
    }

    /** A stored event that no record here can hold: written by a newer version, or damaged. */
    static final class UnreadableEvent extends RuntimeException {
        UnreadableEvent(StoredEvent event, @Nullable Throwable cause) {
            super(
                    "Event %s of type %s, version %d cannot be read"
                            .formatted(event.eventId(), event.type(), event.version()),
                    cause);
        }
    }
}

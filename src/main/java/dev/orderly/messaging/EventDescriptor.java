package dev.orderly.messaging;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * One type of event: how it is named in storage, and what orders it.
 *
 * @param type the stable name, such as {@code order.placed}; never a class name. What stands before the point is the
 *     module that publishes it
 * @param version the version of the record's shape, from 1
 * @param record the class that carries it
 * @param aggregateType the kind of thing that it is about
 * @param aggregateId the id of that thing
 * @param key what the event is ordered by; at most 64 characters
 * @param outwardOnly true where no module of this application listens to it
 * @param upcasters one for each version before this one, in their order
 */
public record EventDescriptor<E>(
        String type,
        int version,
        Class<E> record,
        String aggregateType,
        Function<? super E, String> aggregateId,
        Function<? super E, String> key,
        boolean outwardOnly,
        List<Upcaster<?>> upcasters) {

    /** @throws IllegalStateException where a version that may be stored has no upcaster */
    public EventDescriptor {
        upcasters = List.copyOf(upcasters);
        List<Integer> earlier = upcasters.stream().map(Upcaster::version).toList();
        if (!earlier.equals(IntStream.range(1, version).boxed().toList())) {
            throw new IllegalStateException(
                    "The event type %s is at version %d and has upcasters from %s; it needs one from each version before, in order, as stored events may be of any"
                            .formatted(type, version, earlier));
        }
    }

    /** An event that its own key identifies: {@code order.placed} is about the {@code order} with the id that is its key. */
    public static <E> EventDescriptor<E> of(String type, Class<E> record, Function<? super E, String> key) {
        return new EventDescriptor<>(type, 1, record, publisher(type), key, key, false, List.of());
    }

    /** The same in the version after these upcasters' versions. */
    public EventDescriptor<E> after(Upcaster<?>... earlier) {
        return new EventDescriptor<>(
                type, earlier.length + 1, record, aggregateType, aggregateId, key, outwardOnly, List.of(earlier));
    }

    /** The module that publishes it. */
    String publisher() {
        return publisher(type);
    }

    /** Does some record here hold what was stored in this version? */
    boolean reads(int stored) {
        return stored >= 1 && stored <= version;
    }

    /** The record that an event is read into that was stored in this version, one from 1 to the newest. */
    public Class<?> recordOf(int stored) {
        return stored == version ? record : upcasters.get(stored - 1).record();
    }

    /** What such a record is in the newest version. */
    public E newest(int stored, Object event) {
        Object newest = event;
        for (Upcaster<?> upcaster : upcasters.subList(stored - 1, upcasters.size())) {
            newest = upcaster.apply(newest);
        }
        return record.cast(newest);
    }

    private static String publisher(String type) {
        return type.substring(0, type.indexOf('.'));
    }
}

package dev.orderly.messaging;

import java.util.function.Function;

/**
 * One type of event: how it is named in storage, and what orders it.
 *
 * @param type the stable name, such as {@code order.placed}; never a class name
 * @param version the version of the record's shape, from 1
 * @param record the class that carries it
 * @param aggregateType the kind of thing that it is about
 * @param aggregateId the id of that thing
 * @param key what the event is ordered by; at most 64 characters
 * @param outwardOnly true where no module of this application listens to it
 */
public record EventDescriptor<E>(
        String type,
        int version,
        Class<E> record,
        String aggregateType,
        Function<? super E, String> aggregateId,
        Function<? super E, String> key,
        boolean outwardOnly) {

    /** An event that its own key identifies: {@code order.placed} is about the {@code order} with the id that is its key. */
    public static <E> EventDescriptor<E> of(String type, Class<E> record, Function<? super E, String> key) {
        return new EventDescriptor<>(type, 1, record, type.substring(0, type.indexOf('.')), key, key, false);
    }
}

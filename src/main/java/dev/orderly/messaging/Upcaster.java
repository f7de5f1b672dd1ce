package dev.orderly.messaging;

import java.util.function.Function;

/**
 * How a stored event of an earlier version is brought one version on. It runs whenever such an event is read, and must
 * give the same for the same: it looks at nothing but the record.
 *
 * @param version the earlier version, from 1
 * @param record what the event's record was in that version; the stored JSON is read into it
 * @param next says it as the record of the version after it
 */
public record Upcaster<V>(int version, Class<V> record, Function<? super V, ?> next) {

    /** The event as the next version has it. */
    Object apply(Object earlier) {
        return next.apply(record.cast(earlier));
    }
}

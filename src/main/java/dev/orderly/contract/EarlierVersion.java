package dev.orderly.contract;

/**
 * What an event's record was in an earlier version, nested in the newest one and under the same {@link EventType}. It is
 * never published any more, but rows of it are stored for as long as the log keeps them, and elsewhere for longer: it
 * says itself as the version after it, so that handlers see the newest only.
 *
 * @param <N> the record of the version after this one
 */
public interface EarlierVersion<N extends Record> {

    /** The same fact as a record of the version after this one. Depends on nothing but this record. */
    N next();
}

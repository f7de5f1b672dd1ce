package dev.orderly.messaging;

import java.util.List;
import java.util.Set;

/**
 * A bean by which a module takes part in messaging: its name, its listener with Guava's {@code @Subscribe} methods, and
 * the event types that it consumes. A type that is declared and that no method takes refuses start-up.
 *
 * @param module the module's name
 * @param listener the module's event door
 * @param types the records that it consumes
 * @param revision raised when a type is given up, so that an older instance that still wants it stands down
 * @param start where a module that joins an existing log begins
 * @param replayable true for a projection, which may be fed the log again; it must publish nothing
 * @param oneWriter true where all shards are handled one after the other, because their handlers meet in the same rows
 * @param takesBatches true where a subscriber takes an {@link EventBatch} and not each event by itself
 */
public record Subscription(
        String module,
        Object listener,
        Set<Class<?>> types,
        int revision,
        Start start,
        boolean replayable,
        boolean oneWriter,
        boolean takesBatches) {

    /** Where a module that joins an existing log begins. */
    public enum Start {
        /** With the oldest event that is kept. */
        OLDEST,
        /** With the next event. */
        NOW
    }

    public Subscription {
        types = Set.copyOf(types);
    }

    public static Subscription of(String module, Object listener, Class<?>... types) {
        return new Subscription(module, listener, Set.copyOf(List.of(types)), 1, Start.OLDEST, false, false, false);
    }

    public Subscription revision(int number) {
        return new Subscription(module, listener, types, number, start, replayable, oneWriter, takesBatches);
    }

    public Subscription startingAt(Start where) {
        return new Subscription(module, listener, types, revision, where, replayable, oneWriter, takesBatches);
    }

    public Subscription asReplayable() {
        return new Subscription(module, listener, types, revision, start, true, oneWriter, takesBatches);
    }

    public Subscription withOneWriter() {
        return new Subscription(module, listener, types, revision, start, replayable, true, takesBatches);
    }

    /**
     * For a projection that writes many events at once: its one subscriber takes an {@link EventBatch}, of up to five times
     * {@code orderly.messaging.batch-events}. It is replayable, as a batch has no event that could be the cause of
     * another. If a batch fails, its events come again in batches of one.
     */
    public Subscription inBatches() {
        return new Subscription(module, listener, types, revision, start, true, oneWriter, true);
    }

    /** What is posted to the listener. */
    Set<Class<?>> posted() {
        return takesBatches ? Set.of(EventBatch.class) : types;
    }
}

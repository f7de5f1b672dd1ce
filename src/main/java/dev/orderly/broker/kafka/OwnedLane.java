package dev.orderly.broker.kafka;

import java.util.TreeSet;

/**
 * How far a receiver has got in a lane, from when the lane became its own until it is another's. Kafka's position of a
 * group takes everything before it for done, so it may not pass the first message that has not been acknowledged.
 */
final class OwnedLane {

    private static final long NOTHING = -1;

    private final TreeSet<Long> waiting = new TreeSet<>();
    private long next = NOTHING;
    private long committed = NOTHING;

    void handOut(long offset) {
        waiting.add(offset);
        next = offset + 1;
    }

    void acknowledge(long offset) {
        waiting.remove(offset);
    }

    /** This one and all later ones are handed out anew. */
    void giveBack(long offset) {
        waiting.tailSet(offset).clear();
        next = offset;
    }

    boolean allAcknowledged() {
        return waiting.isEmpty();
    }

    /** The offset before which everything is acknowledged. */
    long done() {
        return waiting.isEmpty() ? next : waiting.first();
    }

    boolean hasToCommit() {
        return done() > committed;
    }

    void committed(long offset) {
        committed = offset;
    }
}

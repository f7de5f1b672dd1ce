package dev.orderly.broker.redis;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A lane whose lease a receiver has, and how far it has read it. */
final class HeldLane {

    private final int number;
    private final TreeSet<StreamId> unacknowledged = new TreeSet<>();

    /** What comes next of those that nobody has acknowledged; null where new ones come next. A new owner begins there. */
    private @Nullable StreamId again = StreamId.FIRST;

    private StreamId last = StreamId.FIRST;
    private boolean exhausted;

    HeldLane(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Where to read from, as {@link StreamScripts#READ} wants it. */
    String from() {
        return again == null ? ">" : again.toString();
    }

    void received(StreamId id) {
        unacknowledged.add(id);
    }

    void acknowledged(StreamId id) {
        unacknowledged.remove(id);
    }

    boolean isAcknowledged() {
        return unacknowledged.isEmpty();
    }

    /** Has the entry, and those after it that nobody has acknowledged, come again. */
    void giveBack(StreamId id) {
        unacknowledged.tailSet(id, true).clear();
        if (again == null || id.compareTo(again) < 0) {
            again = id;
        }
        exhausted = false;
    }

    /** Goes on with this entry, or with new ones where those are over. */
    void goOnFrom(StreamId next) {
        again = next.equals(StreamId.FIRST) ? null : next;
    }

    /** There is nothing after this entry. */
    void exhausted(StreamId lastEntry) {
        last = lastEntry;
        exhausted = true;
    }

    void mayHaveMore() {
        exhausted = false;
    }

    boolean isExhausted() {
        return exhausted;
    }

    StreamId last() {
        return last;
    }
}

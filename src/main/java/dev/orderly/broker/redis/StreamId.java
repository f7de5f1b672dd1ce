package dev.orderly.broker.redis;

import java.util.Comparator;

/** An entry's id: the milliseconds at which it was added, and its number among those of the same. */
record StreamId(long time, long number) implements Comparable<StreamId> {

    static final StreamId FIRST = new StreamId(0, 0);

    private static final Comparator<StreamId> ORDER =
            Comparator.comparingLong(StreamId::time).thenComparing(StreamId::number, Long::compareUnsigned);

    static StreamId of(String text) {
        int hyphen = text.indexOf('-');
        return new StreamId(
                Long.parseLong(text.substring(0, hyphen)), Long.parseUnsignedLong(text.substring(hyphen + 1)));
    }

    @Override
    public int compareTo(StreamId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return time + "-" + Long.toUnsignedString(number);
    }
}

package dev.orderly.messaging;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of the application as its migrations speak of it: two of one minor share the same tables. */
record Release(int major, int minor) implements Comparable<Release> {

    /** Older than any that needs something. */
    static final Release FIRST = new Release(0, 0);

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\b.*");

    /** Reads {@code 0.2.0} or {@code 1.4-SNAPSHOT}; what names no version is the first. */
    static Release of(@Nullable String version) {
        Matcher numbers = NUMBERS.matcher(version == null ? "" : version);
        return numbers.matches()
                ? new Release(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))
                : FIRST;
    }

    @Override
    public int compareTo(Release other) {
        return Comparator.comparingInt(Release::major)
                .thenComparingInt(Release::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}

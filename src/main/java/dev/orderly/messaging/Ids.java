package dev.orderly.messaging;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import com.google.common.base.CharMatcher;

/** New ids: UUIDs of version 7 (RFC 9562), which grow with time and so keep indexes dense. */
public final class Ids {

    private static final TimeBasedEpochRandomGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

    private Ids() {}

    /** A new id of 36 characters. */
    public static String next() {
        return GENERATOR.generate().toString();
    }

    /**
     * Whether an id, or a name such as a module's, that came from outside can be looked up: the columns of these are
     * ASCII, and MySQL refuses to compare other characters with them.
     */
    public static boolean isPossible(String id) {
        return CharMatcher.ascii().matchesAllOf(id);
    }
}

package dev.orderly.messaging;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;

/** New ids: UUIDs of version 7 (RFC 9562), which grow with time and so keep indexes dense. */
public final class Ids {

    private static final TimeBasedEpochRandomGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

    private Ids() {}

    /** A new id of 36 characters. */
    public static String next() {
        return GENERATOR.generate().toString();
    }
}

package dev.orderly.move;

import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/** Holds what a statement has changed against what it should have. */
final class Counts {

    private Counts() {}

    static void require(long expected, long actual) {
        if (actual != expected) {
            throw new IncorrectUpdateSemanticsDataAccessException(
                    "A statement changed " + actual + " rows instead of " + expected);
        }
    }
}

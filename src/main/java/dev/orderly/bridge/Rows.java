package dev.orderly.bridge;

import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/** The counts of changed rows that statements have to have. */
final class Rows {

    private Rows() {}

    static void require(int expected, int actual) {
        if (actual != expected) {
            throw new IncorrectUpdateSemanticsDataAccessException(
                    "A statement changed " + actual + " rows instead of " + expected);
        }
    }
}

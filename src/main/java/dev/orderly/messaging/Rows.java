package dev.orderly.messaging;

import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/** Holds how many rows a statement has changed against how many it has to change. */
public final class Rows {

    private Rows() {}

    /**
     * Ends the transaction where the counts differ.
     *
     * @throws IncorrectUpdateSemanticsDataAccessException then
     */
    public static void require(long expected, long actual) {
        if (actual != expected) {
            throw new IncorrectUpdateSemanticsDataAccessException(
                    "A statement changed " + actual + " rows instead of " + expected);
        }
    }
}

package dev.orderly.messaging;

import java.sql.Statement;
import java.util.Arrays;
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

    /**
     * How many rows a batch of inserts of one row each has made, by what it answered: where the driver makes one statement of
     * them it knows no count of each.
     */
    static int inserted(int[] counts) {
        return (int) Arrays.stream(counts)
                .filter(count -> count == 1 || count == Statement.SUCCESS_NO_INFO)
                .count();
    }
}

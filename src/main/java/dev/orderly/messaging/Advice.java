package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Which rung fits, and why.
 *
 * @param criteria what was looked at
 * @param questions what no figure tells, for people to answer
 */
record Advice(
        @Schema(description = "What to do, in a sentence or two")
        String advice,

        @Schema(description = "The rung on which this system runs, 1 to 4")
        int runsOn,

        @Schema(description = "The rung that the figures ask for, 1 to 4; the simplest that will do")
        int fits,

        List<Criterion> criteria,
        List<Question> questions) {

    /** Something measured, and what it means. */
    record Criterion(String name, String figure, String threshold, Verdict verdict, String meaning) {}

    /** Something to ask oneself. */
    record Question(String question, String staySimpleWhere, String growWhere) {}

    /** What a figure asks for. */
    enum Verdict {
        /** Nothing. */
        FINE,
        /** More of what is there, or attention. */
        WATCH,
        /** A step up the ladder. */
        GROW,
        /** It is not known yet. */
        UNKNOWN
    }
}

package dev.orderly.sandbox;

/** What goes wrong with a call to the sandbox. All but the first have done what was asked, and nobody is told. */
enum Mishap {
    /** 500, and nothing was done. */
    FAILED,
    /** Done, and answered with 500. */
    FAILED_AFTERWARDS,
    /** Done, and the connection stays open without an answer. */
    HANGING,
    /** Done, and the connection is closed without an answer. */
    CUT,
    /** Done, and the connection is closed after half of the answer. */
    HALVED;

    boolean isDone() {
        return this != FAILED;
    }
}

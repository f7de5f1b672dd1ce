package dev.orderly.chaos;

/**
 * A broken promise.
 *
 * @param kind which promise
 * @param subject the order, or what else it is about
 * @param sentence what is wrong
 * @param evidence what shows it
 */
record Finding(Kind kind, String subject, String sentence, String evidence) {

    enum Kind {
        /** Something that must be there is not. */
        LOST,
        /** Something is there more than once. */
        DOUBLED,
        /** Something is there that must not be, or is not what it should be. */
        WRONG
    }

    /** An order's whole story fits. */
    private static final int LINE = 2000;

    /** So much of the evidence as a line holds. */
    String shortly() {
        String whole = toString();
        return whole.length() > LINE ? whole.substring(0, LINE) + " …" : whole;
    }

    @Override
    public String toString() {
        return "%s %s: %s: %s".formatted(kind, subject, sentence, evidence);
    }
}

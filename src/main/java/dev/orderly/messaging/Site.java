package dev.orderly.messaging;

/**
 * One database with the processes on it.
 *
 * @param name as in {@code orderly.site}
 * @param id tells it from every other installation of that name
 * @param epoch which history of its log it is at, from 1
 * @param hub whether the others exchange their events by way of it
 */
public record Site(String name, String id, int epoch, boolean hub) {

    /** The name of the site that the others exchange their events by way of. */
    public static final String HUB = "hub";

    /**
     * What sites can be called: lower-case letters, digits and hyphens, a letter first, 32 at most. At a broker {@code dead}
     * is where the unreadable goes, and {@code in} what comes from outside.
     */
    public static final String NAME = "(?!(?:dead|in)$)[a-z][a-z0-9-]{0,31}";
}

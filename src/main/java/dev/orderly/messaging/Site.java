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
}

package dev.orderly.broker;

import java.util.regex.Pattern;

/**
 * Where one log's events go: as many lanes as the log has shards, each in order.
 *
 * @param name letters, digits, hyphens and points, which every broker takes, such as {@code orderly.hub}
 * @param lanes how many, from 1
 */
public record Topic(String name, int lanes) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,99}");

    public Topic {
        if (!NAME.matcher(name).matches() || lanes < 1) {
            throw new IllegalArgumentException("There is no topic " + name + " with " + lanes + " lanes");
        }
    }
}

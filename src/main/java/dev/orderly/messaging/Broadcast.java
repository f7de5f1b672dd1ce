package dev.orderly.messaging;

import java.util.regex.Pattern;

/**
 * A word to the other processes on this database. It says where to look and carries nothing itself: an event, which must
 * not be lost, does not fit in.
 *
 * @param topic what it is about, which is what listeners choose by, such as {@code wake}
 * @param text short words, such as {@code notification:7}
 */
public record Broadcast(String topic, String text) {

    private static final Pattern TOPIC = Pattern.compile("[a-z][a-z-]{0,31}");
    private static final Pattern WORDS = Pattern.compile("[A-Za-z0-9 .,:_/-]{0,2000}");

    public Broadcast {
        if (!TOPIC.matcher(topic).matches()) {
            throw new IllegalArgumentException("No topic for a broadcast: " + topic);
        }
        if (!WORDS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "A broadcast may be lost, so it carries words of where to look and no data;"
                            + " what must not be lost is published as an event, into the log");
        }
    }
}

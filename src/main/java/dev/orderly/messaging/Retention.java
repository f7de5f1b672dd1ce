package dev.orderly.messaging;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * How long handled events are kept.
 *
 * @param atMost the age after which they may go, or null to keep them for good
 */
record Retention(@Nullable Duration atMost) {

    /** Reads {@code unlimited} or a duration such as {@code 7d}. Public, as Spring's conversion looks for it by name. */
    public static Retention valueOf(String text) {
        if (text.strip().equalsIgnoreCase("unlimited")) {
            return new Retention(null);
        }
        Duration age = DurationStyle.detectAndParse(text.strip());
        if (!age.isPositive()) {
            throw new IllegalArgumentException("A retention is a positive duration such as 7d, or unlimited");
        }
        return new Retention(age);
    }
}

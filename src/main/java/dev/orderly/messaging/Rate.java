package dev.orderly.messaging;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many in so much time.
 *
 * @param each the time that belongs to one
 */
record Rate(Duration each) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)(?:\\s*/\\s*(s|min|h))?");
    private static final Duration SHORT_WHILE = Duration.ofMillis(100);

    /** Reads {@code 50}, {@code 50/s}, {@code 100/min} or {@code 1000/h}. Public, as Spring's conversion looks for it by name. */
    public static Rate valueOf(String text) {
        Matcher form = FORM.matcher(text.strip());
        double number = form.matches() ? Double.parseDouble(form.group(1)) : 0;
        if (number <= 0) {
            throw new IllegalArgumentException(
                    "A rate is a positive number a second, or such as 50/s, 100/min or 1000/h; not \"%s\""
                            .formatted(text));
        }
        Duration period = switch (form.group(2)) {
            case "min" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case null, default -> Duration.ofSeconds(1);
        };
        return new Rate(Duration.ofNanos(Math.max(1_000, Math.round(period.toNanos() / number))));
    }

    /** How many may come at once after a pause: what belongs to a tenth of a second, and at least one. */
    int burst() {
        return Math.toIntExact(Math.max(1, SHORT_WHILE.dividedBy(each)));
    }
}

package dev.orderly.messaging;

import com.google.common.base.Splitter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * How far a module may be behind: so many events, or the oldest so old, whichever comes first; or {@code off}.
 *
 * @param events the most events, or null where their number does not matter
 * @param age the greatest age, or null where it does not matter
 */
record LagLimit(@Nullable Long events, @Nullable Duration age) {

    private static final Splitter OR = Splitter.onPattern("\\s+or\\s+").trimResults();

    /** Reads {@code 10000}, {@code 60s}, {@code 10000 or 60s}, or {@code off}. Public, as Spring's conversion looks for it by name. */
    public static LagLimit valueOf(String text) {
        if (text.strip().equalsIgnoreCase("off")) {
            return new LagLimit(null, null);
        }
        List<String> parts = OR.splitToList(text.strip());
        return switch (parts.size()) {
            case 1 ->
                isNumber(parts.getFirst())
                        ? new LagLimit(number(parts.getFirst()), null)
                        : new LagLimit(null, time(text, parts.getFirst()));
            case 2 -> new LagLimit(number(parts.getFirst()), time(text, parts.getLast()));
            default -> throw wrong(text);
        };
    }

    /** Is this beyond the limit? */
    boolean isPassedBy(ModuleLag lag) {
        return (events != null && lag.events() > events)
                || (age != null && lag.age().compareTo(age) > 0);
    }

    /** Is this so far within the limit, at half of it, that a little more does not pass it at once again? */
    boolean isFarFrom(ModuleLag lag) {
        return (events == null || lag.events() <= events / 2)
                && (age == null || lag.age().compareTo(age.dividedBy(2)) <= 0);
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,18}");
    }

    private static long number(String text) {
        if (!isNumber(text)) {
            throw wrong(text);
        }
        return Long.parseLong(text);
    }

    private static Duration time(String whole, String text) {
        Duration time;
        try {
            time = DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException notATime) {
            throw wrong(whole);
        }
        if (!time.isPositive()) {
            throw wrong(whole);
        }
        return time;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "A limit of lag is a number of events, an age, or both, such as \"10000 or 60s\", or off; not \"%s\""
                        .formatted(text));
    }
}

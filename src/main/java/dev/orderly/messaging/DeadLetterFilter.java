package dev.orderly.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * Which dead letters are meant; null means any.
 *
 * @param key what the event is ordered by: the order id
 * @param error a part of the error's class or message
 * @param olderThan dead for at least this long, such as {@code 12h}
 * @param youngerThan dead for at most this long
 */
record DeadLetterFilter(
        @Nullable String module,
        @Nullable String type,
        @Nullable String key,
        @Nullable String error,
        @Nullable String olderThan,
        @Nullable String youngerThan) {

    /** Refuses ages that cannot be read: what a constructor throws, Spring would not answer as it is. */
    DeadLetterFilter checked() {
        duration("olderThan", olderThan);
        duration("youngerThan", youngerThan);
        return this;
    }

    boolean matchesNothing() {
        return !isPossible(module) || !isPossible(type);
    }

    /** Each has the dead letters in the order of the list, so that a page is read from where it begins. */
    String index() {
        if (key != null) {
            return "parked_event_dead_key";
        }
        if (module != null) {
            return "parked_event_dead_module";
        }
        return type == null ? "parked_event_dead" : "parked_event_dead_type";
    }

    String conditions() {
        return "dead_at IS NOT NULL"
                + (module == null ? "" : " AND module = :module")
                + (type == null ? "" : " AND event_type = :type")
                + (key == null ? "" : " AND event_key = :key")
                + (error == null ? "" : " AND (LOCATE(:error, error_class) > 0 OR LOCATE(:error, error_message) > 0)")
                + (olderThan == null ? "" : " AND dead_at <= UTC_TIMESTAMP(6) - INTERVAL :olderThan MICROSECOND")
                + (youngerThan == null ? "" : " AND dead_at >= UTC_TIMESTAMP(6) - INTERVAL :youngerThan MICROSECOND");
    }

    Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("module", module);
        values.put("type", type);
        values.put("key", key);
        values.put("error", error);
        values.put("olderThan", micros("olderThan", olderThan));
        values.put("youngerThan", micros("youngerThan", youngerThan));
        return values;
    }

    private static @Nullable Long micros(String name, @Nullable String text) {
        Duration duration = duration(name, text);
        return duration == null ? null : duration.toMillis() * 1000;
    }

    private static @Nullable Duration duration(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Duration duration = DurationStyle.detectAndParse(text.strip());
            if (!duration.isNegative() && duration.toDays() <= 36_500) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // The same answer as to one that makes no sense.
        }
        throw new InvalidCall(name, "must be a length of time such as 30m, 12h or 7d");
    }

    private static boolean isPossible(@Nullable String name) {
        return name == null || Ids.isPossible(name);
    }
}

package dev.orderly.messaging;

import com.google.common.base.Throwables;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failed attempt at an event.
 *
 * @param begun when it began, by {@link System#nanoTime()}
 * @param took how long the handlers ran
 * @param retryAfter when to try again; empty where the event is a dead letter from now on
 */
record Failure(Throwable cause, long begun, Duration took, Optional<Duration> retryAfter) {

    private static final int LONGEST_CLASS = 255;
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_STACK = 60_000;

    boolean isFinal() {
        return retryAfter.isEmpty();
    }

    String errorClass() {
        return cut(cause.getClass().getName(), LONGEST_CLASS);
    }

    String errorMessage() {
        return cut(Objects.requireNonNullElse(cause.getMessage(), ""), LONGEST_MESSAGE);
    }

    /** What the SQL of parked events and their attempts asks for. */
    Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("dead", isFinal());
        values.put("delayMicros", retryAfter.orElse(Duration.ZERO).toNanos() / 1000);
        values.put("sinceMicros", (System.nanoTime() - begun) / 1000);
        values.put("tookMicros", took.toNanos() / 1000);
        values.put("errorClass", errorClass());
        values.put("errorMessage", errorMessage());
        values.put("errorStack", cut(Throwables.getStackTraceAsString(cause), LONGEST_STACK));
        return values;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}

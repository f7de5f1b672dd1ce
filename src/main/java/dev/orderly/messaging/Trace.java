package dev.orderly.messaging;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context of the current thread, so that an event carries on the trace of the request or event that caused
 * it.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
final class Trace {

    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final ThreadLocal<@Nullable String> CURRENT = new ThreadLocal<>();

    private Trace() {}

    /** Continues the given traceparent on this thread; null or one that is not valid ends the current one. */
    static void enter(@Nullable String traceparent) {
        CURRENT.set(traceparent);
    }

    static void leave() {
        CURRENT.remove();
    }

    /** The traceparent of a new step in the current trace, or in a new one where there is none. */
    static String next() {
        String parent = CURRENT.get();
        // Looked at only here, as most traces end with the event that came with them.
        return parent != null && TRACEPARENT.matcher(parent).matches()
                ? parent.substring(0, 36) + hex(1) + parent.substring(52)
                : "00-" + hex(2) + "-" + hex(1) + "-01";
    }

    private static String hex(int words) {
        StringBuilder digits = new StringBuilder();
        for (int word = 0; word < words; word++) {
            digits.append(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE)));
        }
        return digits.toString();
    }
}

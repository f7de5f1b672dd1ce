package dev.orderly.messaging;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a page of dead letters begins, and in which order they are listed. */
record DeadLetterPage(boolean oldestFirst, @Nullable Place after) {

    /** The place of a dead letter in the list. */
    record Place(Instant deadAt, String module, int shard, long position) {

        static Place of(DeadLetters.Letter letter) {
            return new Place(
                    Objects.requireNonNull(letter.deadAt()), letter.module(), letter.shard(), letter.position());
        }

        /** The text for the query parameter {@code after}. */
        String encode() {
            byte[] plain =
                    "%s %s %d %d".formatted(deadAt, module, shard, position).getBytes(StandardCharsets.US_ASCII);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
        }

        static Place decode(String text) {
            try {
                Matcher form = FORM.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII));
                if (form.matches()) {
                    return new Place(
                            Instant.parse(form.group(1)),
                            form.group(2),
                            Integer.parseInt(form.group(3)),
                            Long.parseLong(form.group(4)));
                }
            } catch (IllegalArgumentException | DateTimeException notOurs) {
                // The same answer as to any other text that is no cursor.
            }
            throw new InvalidCall("after", "must be a cursor as the Link header of the page before gave it");
        }
    }

    private static final Pattern FORM =
            Pattern.compile("(\\d{4}-[0-9T:.-]{6,30}Z) ([A-Za-z0-9_-]{1,64}) (\\d{1,5}) (\\d{1,18})");

    static DeadLetterPage of(String order, @Nullable String after) {
        if (!order.equals("newest") && !order.equals("oldest")) {
            throw new InvalidCall("order", "must be newest or oldest");
        }
        return new DeadLetterPage(order.equals("oldest"), after == null ? null : Place.decode(after));
    }

    String condition() {
        String beyond = oldestFirst ? ">" : "<";
        return after == null
                ? ""
                : " AND dead_at %1$s= :atTime AND (dead_at %1$s :atTime OR (module, shard, position) %1$s (:atModule, :atShard, :atPosition))"
                        .formatted(beyond);
    }

    String order() {
        return oldestFirst
                ? "dead_at, module, shard, position"
                : "dead_at DESC, module DESC, shard DESC, position DESC";
    }

    Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> values = new HashMap<>();
        if (after != null) {
            values.put("atTime", DatabaseTime.toColumn(after.deadAt()));
            values.put("atModule", after.module());
            values.put("atShard", after.shard());
            values.put("atPosition", after.position());
        }
        return values;
    }
}

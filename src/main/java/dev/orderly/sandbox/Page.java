package dev.orderly.sandbox;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list, oldest first, for whoever wants to know what really happened.
 *
 * @param next where the next part begins, as {@code ?after=}; null where this is the last
 */
record Page<T>(List<T> items, @Nullable String next) {

    static final int SIZE = 1000;

    static <T> Page<T> of(Request request, BiFunction<String, Integer, List<T>> list, Function<T, String> id) {
        String after = request.queryField("after");
        if (!after.matches("[0-9a-f-]{0,36}")) {
            throw new Refusal(400, "after must be the id that the page before gave as next");
        }
        List<T> items = list.apply(after, SIZE);
        return new Page<>(items, items.size() < SIZE ? null : id.apply(items.getLast()));
    }
}

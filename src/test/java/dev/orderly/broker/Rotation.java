package dev.orderly.broker;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which brokers a run takes on: all of them where {@code orderly.test.brokers} is {@code all}, those that it names, or
 * else one, another each day.
 */
public final class Rotation {

    private static final List<BrokerType> ALL = Arrays.stream(BrokerType.values())
            .filter(type -> type != BrokerType.NONE)
            .toList();

    private Rotation() {}

    /** Is this run a long one? */
    public static boolean isWhole() {
        return asked().equals("all");
    }

    /** The brokers of this run. */
    public static List<BrokerType> brokers() {
        if (isWhole()) {
            return ALL;
        }
        return asked().isEmpty()
                ? List.of(ALL.get(today(ALL.size())))
                : Stream.of(asked().split(","))
                        .map(name -> BrokerType.valueOf(
                                name.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
                        .toList();
    }

    /** One of these, another each day that the same broker is on. */
    public static <T> T ofToday(List<T> choices) {
        return choices.get(today(ALL.size() * choices.size()) / ALL.size());
    }

    private static int today(int choices) {
        return (int) (LocalDate.now(Clock.systemUTC()).toEpochDay() % choices);
    }

    private static String asked() {
        return System.getProperty("orderly.test.brokers", "").strip().toLowerCase(Locale.ROOT);
    }
}

package dev.orderly.move;

import java.util.Locale;
import java.util.Set;

/**
 * A column of a table that is copied.
 *
 * @param type as the server calls it, such as {@code datetime}
 */
record Column(String name, String type) {

    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit");
    private static final Set<String> TIMES = Set.of("date", "time", "datetime", "timestamp");
    private static final Set<String> APPROXIMATE = Set.of("float", "double");

    Column {
        type = type.toLowerCase(Locale.ROOT);
    }

    boolean isBytes() {
        return BYTES.contains(type);
    }

    /** Servers of different make write these differently, though they mean the same. */
    boolean isWrittenInSeveralWays() {
        return type.equals("json") || APPROXIMATE.contains(type);
    }

    String quoted() {
        return "`" + name + "`";
    }

    /** Reads it as text that gives the same value when it is written, or as bytes. */
    String exact() {
        if (TIMES.contains(type)) {
            return "CAST(%s AS CHAR)".formatted(quoted());
        }
        return type.equals("float") ? quoted() + " + 0E0" : quoted();
    }
}

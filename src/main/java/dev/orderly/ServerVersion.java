package dev.orderly;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code version()} answers: {@code 8.4.3}, {@code 9.7.0}, {@code 11.4.5-MariaDB}, {@code 10.6.18-MariaDB-log}. */
record ServerVersion(boolean mariaDb, int major, int minor) {

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+).*");

    static ServerVersion of(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        return numbers.matches()
                ? new ServerVersion(
                        text.contains("MariaDB"),
                        Integer.parseInt(numbers.group(1)),
                        Integer.parseInt(numbers.group(2)))
                : new ServerVersion(false, 0, 0);
    }

    boolean suffices() {
        return mariaDb ? isAtLeast(10, 6) : isAtLeast(8, 4);
    }

    private boolean isAtLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
}

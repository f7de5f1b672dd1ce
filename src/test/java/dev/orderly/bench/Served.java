package dev.orderly.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a load was served. The times are in milliseconds, from a request to its whole answer.
 *
 * @param errors how many requests were not answered with 201
 * @param seconds from the first request to the last answer
 */
record Served(int orders, int errors, double seconds, double p50, double p99, double max) {

    private static final Pattern LINE =
            Pattern.compile("served (\\d+) errors (\\d+) seconds ([0-9.]+) p50 ([0-9.]+) p99 ([0-9.]+) max ([0-9.]+)");

    static Served of(int errors, double seconds, long[] nanos) {
        double[] sorted =
                Arrays.stream(nanos).mapToDouble(each -> each / 1e6).sorted().toArray();
        return new Served(
                sorted.length,
                errors,
                seconds,
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.99)],
                sorted[sorted.length - 1]);
    }

    double perSecond() {
        return (orders - errors) / seconds;
    }

    /** As the load process says it. */
    String line() {
        return String.format(
                Locale.ROOT,
                "served %d errors %d seconds %.3f p50 %.3f p99 %.3f max %.3f",
                orders,
                errors,
                seconds,
                p50,
                p99,
                max);
    }

    static Served parse(String out) {
        Matcher line = LINE.matcher(out);
        if (!line.find()) {
            throw new AssertionError("The load process did not say how it was served: " + out);
        }
        return new Served(
                Integer.parseInt(line.group(1)),
                Integer.parseInt(line.group(2)),
                Double.parseDouble(line.group(3)),
                Double.parseDouble(line.group(4)),
                Double.parseDouble(line.group(5)),
                Double.parseDouble(line.group(6)));
    }
}

package dev.orderly.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a JVM wrote of its collections ({@code -Xlog:gc:file=…}). */
record GcLog(List<Collection> collections) {

    private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\)");

    /** The megabytes in use before and after. */
    private record Collection(double before, double after) {}

    static GcLog read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return new GcLog(lines.flatMap(line -> COLLECTION.matcher(line).results())
                    .map(found ->
                            new Collection(Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2))))
                    .toList());
        }
    }

    double most() {
        return collections.stream().mapToDouble(Collection::before).max().orElse(Double.NaN);
    }

    double mostAfter() {
        return collections.stream().mapToDouble(Collection::after).max().orElse(Double.NaN);
    }

    /** The mean of what was in use after those collections that are one of so many parts of all. */
    double after(int part, int parts) {
        int size = collections.size();
        return collections.subList(part * size / parts, (part + 1) * size / parts).stream()
                .mapToDouble(Collection::after)
                .average()
                .orElse(Double.NaN);
    }
}

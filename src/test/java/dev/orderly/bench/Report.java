package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was measured so far, in {@code target/bench/report.md}; written anew with each line, so that an end loses none. */
final class Report {

    private static final Path FILE = Path.of("target/bench/report.md");
    private static final List<Line> LINES = new ArrayList<>();
    private static @Nullable String machine;

    private Report() {}

    /** One figure; a ceiling of NaN where there is none. */
    static final class Line {

        private final String workload;
        private final String figure;
        private final double ours;
        private final double ceiling;
        private final String goal;
        private String note = "";

        private Line(String workload, String figure, double ours, double ceiling, String goal) {
            this.workload = workload;
            this.figure = figure;
            this.ours = ours;
            this.ceiling = ceiling;
            this.goal = goal;
        }

        void note(String words) {
            note = (note.isEmpty() ? "" : note + "; ") + words;
            write();
        }

        private String row() {
            return "| %s | %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            workload,
                            figure,
                            number(ours),
                            Double.isNaN(ceiling) ? "–" : number(ceiling),
                            Double.isNaN(ceiling) ? "–" : String.format(Locale.ROOT, "%.2f", ours / ceiling),
                            goal,
                            note);
        }
    }

    /** A figure beside its ceiling. */
    static synchronized Line line(String workload, String figure, double ours, double ceiling, String goal) {
        Line line = new Line(workload, figure, ours, ceiling, goal);
        LINES.add(line);
        write();
        System.out.println(line.row());
        return line;
    }

    /** A figure for which there is no ceiling. */
    static Line line(String workload, String figure, double ours, String goal) {
        return line(workload, figure, ours, Double.NaN, goal);
    }

    private static synchronized void write() {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text() {
        if (machine == null) {
            machine = machine();
        }
        return """
                # Benchmark

                %s

                Each figure is the median of %d interleaved rounds. The ceiling is plain JDBC doing the least work that \
                gives the same guarantee, in the same run.

                | workload | figure | Orderly | ceiling | ratio | goal | remarks |
                | --- | --- | ---: | ---: | ---: | --- | --- |
                %s
                """.formatted(
                machine, Settings.GIVEN.rounds(), LINES.stream().map(Line::row).collect(Collectors.joining("\n")));
    }

    private static String machine() {
        try {
            return Machine.describe(TestDatabase.fresh());
        } catch (IOException | SQLException e) {
            return "The machine cannot be described: " + e;
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%.0f", value);
    }
}

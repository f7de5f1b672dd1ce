package dev.orderly.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** When the last scenario is over, one table of them all: on the console, and in {@code target/chaos/report.md}. */
final class Report implements BeforeAllCallback {

    private static final Path FILE = Path.of("target/chaos/report.md");
    private static final List<String> HEAD = List.of(
            "scenario", "strikes", "orders", "lost", "doubled", "wrong", "recovery median", "recovery max", "remarks");
    private static final Queue<Result> RESULTS = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        AutoCloseable end = Report::print;
        context.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(Report.class, key -> end);
    }

    static void add(Result result) {
        RESULTS.add(result);
    }

    private static void print() throws IOException {
        if (RESULTS.isEmpty()) {
            return;
        }
        String seed = "Seed %d: -Dchaos.seed=%1$d makes the same choices again."
                .formatted(Settings.given().seed());
        String summary = "\n%s\n\n%s\n".formatted(table(), seed);
        Files.createDirectories(FILE.getParent());
        Files.writeString(
                FILE, "# Chaos\n%s\n%s".formatted(summary, lines(findings().map(Finding::toString))));
        System.out.println(summary);
        System.out.println(lines(findings().limit(20).map(Finding::shortly)));
    }

    private static Stream<Finding> findings() {
        return RESULTS.stream().flatMap(result -> result.findings().stream());
    }

    private static String lines(Stream<String> findings) {
        return findings.map(finding -> "- " + finding + "\n").collect(Collectors.joining());
    }

    private static String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        RESULTS.forEach(result -> rows.add(result.cells()));
        List<Integer> widths = IntStream.range(0, HEAD.size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toList();
        rows.add(1, widths.stream().map("-"::repeat).toList());
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> row.get(column)
                        + " ".repeat(widths.get(column) - row.get(column).length()))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}

package dev.orderly.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How the README has operators start Orderly, but for the size of the heap, which each workload has its own of. */
final class ServiceLine {

    private static final Path README = Path.of("README.md");

    private ServiceLine() {}

    /** The JVM's options. */
    static List<String> options(int heapMegabytes) throws IOException {
        return words(line("ExecStart=/usr/bin/java -XX:+"), heapMegabytes).stream()
                .takeWhile(word -> !word.equals("-jar"))
                .toList();
    }

    /** All that follows {@code java} in the line of a service. */
    static List<String> words(String line, int heapMegabytes) {
        return List.of(line.substring(line.indexOf(" -") + 1)
                .replaceAll("-Xm([sx])\\w+", "-Xm$1%dm".formatted(heapMegabytes))
                .split(" ", -1));
    }

    /** The README's first line with these words. */
    static String line(String words) throws IOException {
        return Files.readAllLines(README).stream()
                .filter(line -> line.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("README.md says nothing of " + words))
                .strip();
    }
}

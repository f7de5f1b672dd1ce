package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each promise of the README names the tests that prove it, and these exist. */
class ReliabilityDocumentTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern NAME = Pattern.compile("`(\\w+)(?:\\.(\\w+))?`");

    /** What is promised, and the cell that names its tests. */
    private record Promise(String words, String proof) {}

    @Test
    void every_promise_is_proven_by_tests_that_exist() throws IOException {
        assertThat(promises()).hasSizeGreaterThan(10).allSatisfy(promise -> {
            List<MatchResult> proofs = NAME.matcher(promise.proof()).results().toList();
            assertThat(proofs).as("tests for: %s", promise.words()).isNotEmpty();
            for (MatchResult proof : proofs) {
                assertThat(source(proof.group(1)))
                        .as("what proves: %s", promise.words())
                        .contains(proof.group(2) == null ? "class " + proof.group(1) : "void " + proof.group(2) + "(");
            }
        });
    }

    private static List<Promise> promises() throws IOException {
        List<Promise> promises = new ArrayList<>();
        boolean inSection = false;
        for (String line : Files.readAllLines(README)) {
            if (line.startsWith("## ")) {
                inSection = line.equals("## Reliability");
            } else if (inSection
                    && line.startsWith("| ")
                    && !line.startsWith("| ---")
                    && !line.startsWith("| promise")) {
                List<String> cells = Arrays.stream(line.split("\\|", -1))
                        .map(String::strip)
                        .filter(cell -> !cell.isEmpty())
                        .toList();
                promises.add(new Promise(cells.getFirst(), cells.getLast()));
            }
        }
        return promises;
    }

    private static String source(String type) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Path file = files.filter(found -> found.endsWith(type + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("There is no test " + type));
            return Files.readString(file);
        }
    }
}

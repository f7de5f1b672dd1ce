package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The release before has to run on the tables of this one: see docs/upgrading.md. */
class MigrationRulesTest {

    private static final Pattern NEEDS = Pattern.compile(".*_needs_\\d+_\\d+\\.sql");
    private static final Pattern TAKES_AWAY =
            Pattern.compile("\\b(DROP (TABLE|COLUMN)|RENAME|MODIFY|CHANGE|TRUNCATE|DELETE FROM)\\b"
                    + "|ADD COLUMN (?!.*(\\bDEFAULT\\b|\\bNULL\\b(?<!NOT NULL))).*");
    private static final Pattern DROPS_CHECK = Pattern.compile("DROP (?:CONSTRAINT|CHECK) (\\w+)");
    private static final Pattern ADDS_CHECK = Pattern.compile("ADD CONSTRAINT (\\w+)");

    @Test
    void a_later_migration_only_adds_or_names_the_oldest_release_that_it_leaves_running() throws IOException {
        assertThat(laterMigrations())
                .isNotEmpty()
                .filteredOn(
                        file -> !NEEDS.matcher(file.getFileName().toString()).matches())
                .allSatisfy(file -> {
                    String sql = sql(file);
                    assertThat(sql.lines()
                                    .filter(line -> TAKES_AWAY.matcher(line).find()))
                            .as("what %s takes from the release before", file)
                            .isEmpty();
                    assertThat(names(ADDS_CHECK, sql))
                            .as("for each check that %s drops, a wider one comes", file)
                            .hasSizeGreaterThanOrEqualTo(names(DROPS_CHECK, sql).size());
                });
    }

    @Test
    void the_rule_sees_what_takes_away() {
        assertThat(Stream.of(
                        "ALTER TABLE orders DROP COLUMN carrier;",
                        "ALTER TABLE orders MODIFY status VARCHAR(3);",
                        "ALTER TABLE orders ADD COLUMN hue INT NOT NULL;"))
                .allMatch(line -> TAKES_AWAY.matcher(line).find());
        assertThat(Stream.of(
                        "ALTER TABLE orders ADD COLUMN hue INT NULL;",
                        "ALTER TABLE orders ADD COLUMN hue INT NOT NULL DEFAULT 0;"))
                .noneMatch(line -> TAKES_AWAY.matcher(line).find());
    }

    private static List<Path> laterMigrations() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("db"))) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .filter(file -> !file.getFileName().toString().startsWith("V1__"))
                    .toList();
        }
    }

    private static Set<String> names(Pattern pattern, String sql) {
        return pattern.matcher(sql)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toSet());
    }

    /** Without comments, in capitals. */
    private static String sql(Path file) {
        try {
            return Files.readString(file).replaceAll("(?m)--.*$", "").toUpperCase(Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

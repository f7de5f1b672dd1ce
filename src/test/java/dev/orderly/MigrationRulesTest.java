package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
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
    private static final Pattern ADDS_CHECK = Pattern.compile("ALTER TABLE (\\w+)[^;]*ADD (?:CONSTRAINT \\w+ )?CHECK");
    private static final Pattern REFERRING = Pattern.compile("CREATE TABLE (\\w+)[^;]*\\bREFERENCES\\b");
    private static final Pattern NO_LONGER_REFERRING = Pattern.compile("ALTER TABLE (\\w+) DROP FOREIGN KEY");
    private static final Pattern FOREIGN_KEY = Pattern.compile("CONSTRAINT (\\w+) FOREIGN KEY");
    private static final Pattern DROPPED_KEY = Pattern.compile("DROP FOREIGN KEY (\\w+)");

    @Test
    void a_later_migration_only_adds_or_names_the_oldest_release_that_it_leaves_running() throws IOException {
        assertThat(laterMigrations())
                .isNotEmpty()
                .filteredOn(
                        file -> !NEEDS.matcher(file.getFileName().toString()).matches())
                .allSatisfy(file -> assertThat(sql(file)
                                .lines()
                                .filter(line -> TAKES_AWAY.matcher(line).find()))
                        .as("what %s takes from the release before", file)
                        .isEmpty());
    }

    /** Such an addition copies the table and locks the parent of each row, which may be held by who waits for the table. */
    @Test
    void no_later_migration_adds_a_check_to_a_table_that_refers_to_another() throws IOException {
        Set<String> referring = stillThere(REFERRING, NO_LONGER_REFERRING);
        assertThat(referring).containsExactly("PARKED_ATTEMPT");
        assertThat(laterMigrations())
                .allSatisfy(file -> assertThat(names(ADDS_CHECK, sql(file)))
                        .as("tables that %s adds a check to", file)
                        .doesNotContainAnyElementsOf(referring));
    }

    /** A commit that writes a row which others could refer to may cost milliseconds, and all others wait: see ADR 38. */
    @Test
    void no_foreign_key_is_left_but_that_of_attempts_at_parked_events() throws IOException {
        assertThat(stillThere(FOREIGN_KEY, DROPPED_KEY)).containsExactly("PARKED_ATTEMPT_EVENT");
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

    private static Set<String> stillThere(Pattern added, Pattern dropped) throws IOException {
        return Sets.difference(names(added, all()), names(dropped, all()));
    }

    private static List<Path> laterMigrations() throws IOException {
        return migrations()
                .filter(file -> !file.getFileName().toString().startsWith("V1__"))
                .toList();
    }

    private static String all() throws IOException {
        return migrations().map(MigrationRulesTest::sql).collect(Collectors.joining("\n"));
    }

    private static Stream<Path> migrations() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("db"))) {
            return files.filter(file -> file.toString().endsWith(".sql")).toList().stream();
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

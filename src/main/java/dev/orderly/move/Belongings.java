package dev.orderly.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * What a module has in a database.
 *
 * @param folders of its migrations, and of what moves along
 * @param tables its own, which leave nothing usable behind
 * @param companions tables that move along and stay usable, and empty, where they were
 */
record Belongings(String module, List<String> folders, List<String> tables, List<String> companions) {

    /** What a table is called while it is out of reach. */
    static final String SET_ASIDE = "moved_";

    private static final Pattern CREATE_TABLE = Pattern.compile(
            "^\\s*CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?`?(\\w+)",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private static final Pattern DROP_TABLE = Pattern.compile(
            "^\\s*DROP\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?`?(\\w+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** The sandbox is the payments' provider where there is no real one, and runs in the process of the payments. */
    private static final String WITH_SANDBOX = "payment";

    private static final String SANDBOX = "sandbox";

    /** What tells one installation of the sandbox from another stays. */
    private static final String SANDBOX_INSTALLATION = "sandbox_installation";

    /**
     * By what the module's migrations create. The sandbox moves along only where it has ever run: another provider needs
     * none of it.
     *
     * @param from where the module lives, or lived
     */
    static Belongings of(String module, End from) {
        List<String> folders = new ArrayList<>();
        List<String> tables = tables(module);
        if (hasMigrations(module)) {
            folders.add(module);
        }
        List<String> companions = List.of();
        if (module.equals(WITH_SANDBOX) && from.places().exists(Tables.historyTable(SANDBOX))) {
            folders.add(SANDBOX);
            companions = tables(SANDBOX).stream()
                    .filter(table -> !table.equals(SANDBOX_INSTALLATION))
                    .toList();
        }
        return new Belongings(module, List.copyOf(folders), tables, companions);
    }

    List<String> all() {
        List<String> all = new ArrayList<>(tables);
        all.addAll(companions);
        return all;
    }

    private static boolean hasMigrations(String folder) {
        return Belongings.class.getResource("/db/" + folder) != null;
    }

    private static List<String> tables(String folder) {
        Set<String> tables = new TreeSet<>();
        try {
            for (Resource migration :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:db/" + folder + "/V*.sql")) {
                String sql = migration.getContentAsString(StandardCharsets.UTF_8);
                CREATE_TABLE.matcher(sql).results().forEach(found -> tables.add(found.group(1)));
                DROP_TABLE.matcher(sql).results().forEach(found -> tables.remove(found.group(1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(tables);
    }
}

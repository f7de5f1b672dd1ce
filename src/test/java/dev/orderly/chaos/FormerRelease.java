package dev.orderly.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The release before this one, built from the repository's own history, as nobody keeps its jar. */
final class FormerRelease {

    /** 0.1.0 */
    private static final String COMMIT = "6abab3f";

    private FormerRelease() {}

    /** Its jar, built once for a working tree. Where the history does not reach so far, the test is skipped and says so. */
    static Path jar() throws IOException, InterruptedException {
        Path jar = Path.of("target/former", COMMIT + ".jar").toAbsolutePath();
        if (Files.notExists(jar)) {
            assumeTrue(
                    run(Path.of("."), "git", "cat-file", "-e", COMMIT + "^{commit}") == 0,
                    "The history of this working tree does not hold the release before, commit " + COMMIT
                            + ": fetch it whole (git fetch --unshallow)");
            build(jar);
        }
        return jar;
    }

    private static void build(Path jar) throws IOException, InterruptedException {
        Path source = Files.createDirectories(jar.resolveSibling("source"));
        Path archive = source.resolveSibling("source.tar");
        assertThat(run(Path.of("."), "git", "archive", "--output=" + archive, COMMIT))
                .as("git archive")
                .isZero();
        assertThat(run(source, "tar", "-xf", archive.toString())).as("tar").isZero();
        assertThat(run(source, "mvn", "--batch-mode", "--quiet", "package", "-Dmaven.test.skip=true"))
                .as("the build of the release before")
                .isZero();
        Files.move(source.resolve("target/orderly.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int run(Path folder, String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .inheritIO()
                .start()
                .waitFor();
    }
}

package dev.orderly.bench;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The layout that starts quickly, made by the very command that the README gives to operators.
 *
 * @param folder where the README has {@code /opt/orderly}
 */
record QuickLayout(Path folder) {

    /** Lays the jar out anew. */
    static QuickLayout make(TestDatabase database) throws IOException, InterruptedException {
        QuickLayout layout = new QuickLayout(Path.of("target/bench/opt").toAbsolutePath());
        FileSystemUtils.deleteRecursively(layout.folder);
        Files.createDirectories(layout.folder);
        Files.copy(OrderlyProcess.JAR, layout.folder.resolve("orderly.jar"), StandardCopyOption.COPY_ATTRIBUTES);
        Path environment = layout.folder.resolve("orderly.env");
        Files.write(
                environment,
                OrderlyProcess.environment(database).entrySet().stream()
                        .map(variable -> "%s=\"%s\"".formatted(variable.getKey(), variable.getValue()))
                        .toList());
        layout.run(layout.here(ServiceLine.line("AOTCacheOutput")).replace("/etc/orderly.env", environment.toString()));
        return layout;
    }

    /** What java is started with, as the README has it but for the heap. */
    List<String> arguments(int heapMegabytes) throws IOException {
        return ServiceLine.words(here(ServiceLine.line("ExecStart=/usr/bin/java -XX:AOTCache=")), heapMegabytes);
    }

    /** Where the JVM keeps what it recorded. */
    Path cache() {
        return folder.resolve("app/orderly.aot");
    }

    /** Lets the system forget what it has in memory of these files, as far as it can be asked to. */
    void chill() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(folder)) {
            String all = files.filter(Files::isRegularFile)
                    .map(file -> "dd if='%s' iflag=nocache count=0".formatted(file))
                    .collect(Collectors.joining(" && "));
            run("sync; " + all);
        }
    }

    private String here(String line) {
        return line.replace("/opt/orderly", folder.toString());
    }

    private void run(String command) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile());
        Map<String, String> environment = shell.environment();
        environment.keySet().removeIf(name -> name.matches("(SPRING|ORDERLY|SERVER|JAVA|JDK)_.*"));
        environment.merge("PATH", Path.of(System.getProperty("java.home"), "bin") + ":", (path, java) -> java + path);
        if (shell.start().waitFor() != 0) {
            throw new AssertionError(command + " failed: " + Files.readString(folder.resolve("out.log")));
        }
    }
}

package dev.orderly.bench;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One process of the shop, or of its ceiling, which may be one of several on its database. */
final class ShopProcess implements AutoCloseable {

    static final String EVERYTHING = "shop,packing,billing,tally";
    static final String CONSUMERS = "packing,billing,tally";

    /** The heap, in MB. */
    static final int HEAP = 256;

    private static final Path FOLDER = Path.of("target/bench").toAbsolutePath();
    private static final Duration START = Duration.ofMinutes(2);

    private final OrderlyProcess process;
    private int answers;

    private ShopProcess(OrderlyProcess process) {
        this.process = process;
    }

    /** The shop begins to start. */
    static ShopProcess launch(TestDatabase database, String modules, List<String> jvmOptions, String... properties)
            throws IOException {
        Stream<String> given = Stream.of(
                "orderly.modules=" + modules,
                "spring.datasource.url=" + database.urlOutside(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password());
        return launch(ShopMain.class, jvmOptions, Stream.concat(given, Arrays.stream(properties)));
    }

    /** The ceiling begins to start, with a drainer of its own, on a database that has its tables. */
    static ShopProcess launchPlain(TestDatabase database) throws IOException {
        return launch(
                PlainMain.class, List.of(), Stream.of(database.urlOutside(), database.username(), database.password()));
    }

    private static ShopProcess launch(Class<?> main, List<String> jvmOptions, Stream<String> arguments)
            throws IOException {
        Files.createDirectories(FOLDER);
        Stream<String> program = Stream.of("-cp", OrderlyProcess.classPath(), main.getName());
        return new ShopProcess(OrderlyProcess.bare(
                FOLDER,
                Map.of(),
                Stream.of(ServiceLine.options(HEAP).stream(), jvmOptions.stream(), program, arguments)
                        .flatMap(words -> words)
                        .toArray(String[]::new)));
    }

    /** Waits until everything runs. */
    void awaitOpen() throws InterruptedException {
        answer(START);
    }

    /** Lets some of the eight threads sell their part of so many sales. */
    void sell(int firstThread, int threads, int sales, int firstNumber) throws IOException {
        process.tell("sell %d %d %d %d".formatted(firstThread, threads, sales, firstNumber));
    }

    /** Lets it sell at a steady rate; the answer is that of {@link ShopMain}. */
    void beat(int rate, int seconds, int firstNumber) throws IOException {
        process.tell("beat %d %d %d".formatted(rate, seconds, firstNumber));
    }

    /** Waits until the ceiling has said that nothing in it has failed. */
    void check(Duration patience) throws IOException, InterruptedException {
        process.tell("check");
        answer(patience);
    }

    /** The figures of the next answer, once it is there. */
    double[] answer(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!hasAnswered()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("No answer: " + process.out() + process.err());
            }
            Thread.sleep(2);
        }
        String figures = given().get(answers++);
        return Arrays.stream(figures.split(" ", -1))
                .filter(figure -> !figure.isEmpty())
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    boolean hasAnswered() {
        return given().size() > answers;
    }

    private List<String> given() {
        String out = process.out();
        return out.substring(0, out.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith(Commands.ANSWER))
                .map(line -> line.substring(Commands.ANSWER.length()))
                .toList();
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.kill();
    }
}

package dev.orderly.bench;

import dev.orderly.bench.Contestant.Seller;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * How a process of a benchmark does as it is told: a command on each line of its standard input, with whole numbers
 * behind it, and a line with the figures that came of it once it is done. It ends with its input.
 */
final class Commands {

    /** What each answer begins with. */
    static final String ANSWER = "> ";

    private static final double[] DONE = {};

    @FunctionalInterface
    interface Command {
        double[] run(int... numbers) throws Exception;
    }

    private Commands() {}

    /** Says that it is ready, and obeys. */
    static void obey(Map<String, Command> commands) throws Exception {
        answer(DONE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                Command command = commands.get(words[0]);
                if (command == null) {
                    throw new IOException("What is " + line + "?");
                }
                answer(command.run(
                        Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray()));
            }
        }
    }

    /** Sells as {@link ShopProcess#sell} says. */
    static Command sell(Callable<Seller> sellers) {
        return numbers -> {
            Sellers.sell(sellers, numbers[0], numbers[1], numbers[2], numbers[3]);
            return DONE;
        };
    }

    private static void answer(double[] figures) {
        System.out.println(ANSWER
                + Arrays.stream(figures)
                        .mapToObj(figure -> String.format(Locale.ROOT, "%.3f", figure))
                        .collect(Collectors.joining(" ")));
    }
}

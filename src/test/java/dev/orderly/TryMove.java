package dev.orderly;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Moves a module between the databases of try-it runs that go on, and has them part: {@code move notification to
 * notification}, {@code part notification}.
 */
final class TryMove {

    private TryMove() {}

    /** The command's exit code. */
    static int run(String... args) throws IOException {
        List<String> words =
                Arrays.stream(args).filter(word -> !word.startsWith("-")).toList();
        try (Databases databases = Databases.open(words)) {
            return Verb.run(
                    Stream.concat(Arrays.stream(args), databases.arguments()).toArray(String[]::new));
        } catch (TryItDatabase.Unavailable unavailable) {
            System.err.println("Orderly does not %s: ".formatted(args[0]) + unavailable.getMessage());
            return 1;
        }
    }

    /** The hub's, and that of the site which is named like the module unless the move goes to another. */
    private record Databases(TryItDatabase hub, TryItDatabase satellite) implements AutoCloseable {

        static Databases open(List<String> words) throws TryItDatabase.Unavailable, IOException {
            String named = words.isEmpty() || words.getLast().equals("hub") ? "" : words.getLast();
            String site = words.contains("to") && !named.isEmpty() ? named : words.size() > 1 ? words.get(1) : "";
            return new Databases(
                    TryItDatabase.join(TryItDatabase.NAME),
                    TryItDatabase.join(
                            TryItArguments.of("--orderly.site=" + site).database()));
        }

        Stream<String> arguments() {
            return Stream.concat(
                    hub.settings().entrySet().stream()
                            .map(setting -> "--" + setting.getKey() + "=" + setting.getValue()),
                    satellite.settings().entrySet().stream()
                            .map(setting -> "--"
                                    + Objects.requireNonNull(setting.getKey())
                                            .replace("spring.datasource.", "orderly.move.satellite-")
                                    + "=" + setting.getValue()));
        }

        @Override
        public void close() {
            satellite.run();
            hub.run();
        }
    }
}

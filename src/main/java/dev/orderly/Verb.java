package dev.orderly;

import dev.orderly.messaging.Command;
import dev.orderly.messaging.CommandRefused;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** What the application does instead of serving, where the command line begins with its name: {@code orderly.jar reshard 16}. */
enum Verb {
    /** Cuts the log into another number of shards. */
    RESHARD("reshard", "dev.orderly.messaging.ReshardConfiguration"),
    /** Tells that the database was restored from a backup. */
    RESTORED("begin a new epoch", "dev.orderly.bridge.RestoredConfiguration"),
    /** Takes a module to another database, or back. */
    MOVE("move", "dev.orderly.move.MoveConfiguration"),
    /** Ends the exchange of events with another database. */
    PART("part", "dev.orderly.move.PartConfiguration");

    private static final Logger LOG = LoggerFactory.getLogger(Verb.class);

    /** What it does, in words. */
    private final String deed;

    /** By name, as modules have nothing that others can see. */
    private final String configuration;

    Verb(String deed, String configuration) {
        this.deed = deed;
        this.configuration = configuration;
    }

    /** Does the command line ask for something else than to serve? An option, such as {@code --server.port=80}, does not. */
    static boolean isAskedFor(String... args) {
        return args.length > 0 && !args[0].startsWith("-");
    }

    /** Does what is asked for, and answers the exit code. */
    static int run(String... args) {
        Optional<Verb> verb =
                Arrays.stream(values()).filter(it -> it.word().equals(args[0])).findFirst();
        if (verb.isEmpty()) {
            System.err.println("Orderly knows no command \"%s\". There is %s; without one it serves."
                    .formatted(args[0], Arrays.stream(values()).map(Verb::word).collect(Collectors.joining(", "))));
            return 1;
        }
        return verb.get().start(args);
    }

    private int start(String... args) {
        SpringApplication application = new SpringApplication();
        application.setSources(Set.of(configuration));
        application.setMainApplicationClass(Orderly.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        application.addInitializers(new RefuseUnknownProperties(), new RefuseUnfitDatabase());
        try (ConfigurableApplicationContext context = application.run(args)) {
            List<String> words = new DefaultApplicationArguments(args).getNonOptionArgs();
            LOG.info("{}", context.getBean(Command.class).run(words.subList(1, words.size())));
            return 0;
        } catch (CommandRefused refused) {
            System.err.println("Orderly does not " + deed + ": " + refused.getMessage());
            return 1;
        } catch (DataAccessException | TransactionException e) {
            System.err.println("Orderly does not %s: the database did not do its part: %s. Run the command again."
                    .formatted(
                            deed, NestedExceptionUtils.getMostSpecificCause(e).getMessage()));
            return 1;
        }
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.orderly.messaging;

import dev.orderly.messaging.Advice.Criterion;
import dev.orderly.messaging.Advice.Question;
import dev.orderly.messaging.Advice.Verdict;
import dev.orderly.messaging.Drain.State;
import dev.orderly.messaging.Figures.Module;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Holds the figures of the running system against the thresholds of docs/adr/0036, and says which rung of the ladder
 * fits. It knows nothing but what it is given.
 */
final class Advise {

    /** Below it, whatever is simplest will do. */
    static final double SIMPLE_PER_SECOND = 1_000;

    /** From it on, one database is the wrong place, whatever runs around it. */
    static final double PROFESSIONAL_PER_SECOND = 10_000;

    /** A module that is no further behind is what most mean by "at once". */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So many statements at work at one moment are more than a small server works at. */
    static final long BUSY_STATEMENTS = 20;

    /** The share of the server's connections from which the next process may find none. */
    static final double MANY_CONNECTIONS = 0.8;

    private static final List<Question> QUESTIONS = List.of(
            new Question(
                    "How many engineers work on it?",
                    "Fewer than 5: one process that all of them understand.",
                    "More than 10: teams that deploy by themselves, each with its own module."),
            new Question(
                    "Who runs it?",
                    "The engineers themselves: run nothing that you do not need.",
                    "An operations team that runs a broker for others too."),
            new Question(
                    "Who else wants the events?",
                    "Nobody, or one system that can be called.",
                    "Several teams: a broker's topic, with the schemas of GET /api/events."),
            new Question(
                    "For how long must events be readable again?",
                    "For orderly.messaging.retention, which this database keeps.",
                    "For audits of years, or for consumers that come later: Kafka, which keeps them."));

    private final Figures figures;
    private final List<Module> behind;

    private Advise(Figures figures) {
        this.figures = figures;
        this.behind = figures.modules().stream().filter(Advise::isBehind).toList();
    }

    static Advice on(Figures figures) {
        return new Advise(figures).advice();
    }

    /** How many events it is behind says little: some modules handle thousands a second. */
    private static boolean isBehind(Module module) {
        return module.lag().compareTo(PATIENCE) > 0;
    }

    private Advice advice() {
        Rung runs = Rung.of(figures);
        Rung fits = fitting();
        return new Advice(
                sentence(runs, fits),
                runs.number(),
                fits.number(),
                List.of(rate(), lag(), drain(), processes(), server(), connections()),
                QUESTIONS);
    }

    private Rung fitting() {
        double rate = figures.arrivingPerSecond();
        boolean crowded = rate >= SIMPLE_PER_SECOND || !behind.isEmpty();
        if (rate >= PROFESSIONAL_PER_SECOND || (crowded && isServerBusy())) {
            return Rung.DATABASES_APART;
        }
        if (!behind.isEmpty() && behind.size() < figures.modules().size()) {
            return Rung.MODULES_APART;
        }
        return crowded ? Rung.COPIES : Rung.ONE_PROCESS;
    }

    private String sentence(Rung runs, Rung fits) {
        if (!figures.known()) {
            return "It is too early to tell: ask again in ten seconds.";
        }
        int order = fits.compareTo(runs);
        String why = why();
        if (order > 0) {
            return "Go from rung %d to rung %d, %s: %s. %s"
                    .formatted(runs.number(), fits.number(), fits.words(), why, first(fits));
        }
        if (order == 0) {
            return "Stay on rung %d, %s: %s. %s"
                    .formatted(runs.number(), runs.words(), why, behind.isEmpty() ? "" : first(fits))
                    .strip();
        }
        return "Rung %d, %s, is more than these figures ask for: %s; rung %d, %s, would do. Stay if teams, deployments or failures are to be apart."
                .formatted(runs.number(), runs.words(), why, fits.number(), fits.words());
    }

    private String why() {
        String rate = "%s arrive".formatted(perSecond(figures.arrivingPerSecond()));
        String lag = behind.isEmpty()
                ? "no module is more than %d s behind".formatted(PATIENCE.toSeconds())
                : "%s behind by %s s"
                        .formatted(
                                names(behind) + (behind.size() == 1 ? " is" : " are"),
                                behind.stream()
                                        .map(module ->
                                                String.valueOf(module.lag().toSeconds()))
                                        .collect(Collectors.joining(" and ")));
        String server = isServerBusy() ? ", and the database is busy" : ", and the database has room";
        return rate + ", " + lag + server;
    }

    /** What to try before anything is built. */
    private String first(Rung fits) {
        return switch (fits) {
            case ONE_PROCESS -> "";
            case COPIES ->
                "Start another copy of the jar on the same database; a faster disk for the database helps publishers more than any rung.";
            case MODULES_APART ->
                "First give %s more workers (orderly.messaging.workers.%s) and fewer statements in its handlers; then a process of its own."
                        .formatted(names(behind), behind.getFirst().name());
            case DATABASES_APART ->
                "Move the module whose statements cost the database most to a database of its own (docs/moving-a-module.md).";
        };
    }

    private Criterion rate() {
        double rate = figures.arrivingPerSecond();
        Verdict verdict = Verdict.FINE;
        String meaning = "One process does this; measured on two cores, it did 2,681 orders a second end to end.";
        if (!figures.known()) {
            verdict = Verdict.UNKNOWN;
            meaning = "It was looked at once only.";
        } else if (rate >= PROFESSIONAL_PER_SECOND) {
            verdict = Verdict.GROW;
            meaning = "More than one database should write; Kafka carries a hundred times as much.";
        } else if (rate >= SIMPLE_PER_SECOND) {
            verdict = Verdict.WATCH;
            meaning =
                    "One database does this where its disk is fast; more copies take what handlers need of processor.";
        }
        return new Criterion(
                "events that arrive",
                perSecond(rate),
                "simple below %s, professional from %s"
                        .formatted(perSecond(SIMPLE_PER_SECOND), perSecond(PROFESSIONAL_PER_SECOND)),
                verdict,
                meaning);
    }

    private Criterion lag() {
        Duration most = figures.modules().stream()
                .map(Module::lag)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return new Criterion(
                "how long the oldest event waits",
                "%d s".formatted(most.toSeconds()),
                "%d s".formatted(PATIENCE.toSeconds()),
                behind.isEmpty() ? Verdict.FINE : Verdict.GROW,
                behind.isEmpty()
                        ? "Every module keeps up. From commit to effect it takes some milliseconds, which no broker makes shorter."
                        : "Behind: %s.".formatted(names(behind)));
    }

    private Criterion drain() {
        List<Module> stuck = figures.modules().stream()
                .filter(module -> module.drain() == State.NOT_DRAINING)
                .toList();
        boolean serious = stuck.stream().anyMatch(Advise::isBehind);
        Verdict verdict = Verdict.FINE;
        String meaning = "Every backlog shrinks, or there is none.";
        if (serious) {
            verdict = Verdict.GROW;
            meaning =
                    "%s handle less than arrives, or stand still; see GET /api/messaging/breakers and the dead letters first."
                            .formatted(names(stuck));
        } else if (!stuck.isEmpty()) {
            verdict = Verdict.WATCH;
            meaning = "A backlog of %s does not shrink, and is short.".formatted(names(stuck));
        }
        return new Criterion(
                "modules whose backlog does not shrink",
                stuck.isEmpty() ? "none" : names(stuck),
                "none",
                verdict,
                meaning);
    }

    private Criterion processes() {
        int running = figures.processes().size();
        return new Criterion(
                "processes that run here",
                String.valueOf(running),
                "2 where a start of some seconds is too long without",
                Verdict.FINE,
                running > 1
                        ? "When one dies, another has its shards within seconds."
                        : "While it is down nobody answers; nothing is lost. A second copy answers meanwhile.");
    }

    private Criterion server() {
        return new Criterion(
                "statements at work in the database at this moment",
                String.valueOf(figures.server().running()),
                "%d".formatted(BUSY_STATEMENTS),
                isServerBusy() ? Verdict.WATCH : Verdict.FINE,
                isServerBusy()
                        ? "Ask again some times. If it stays so, see whose statements they are: more copies would only add to them."
                        : "The database has room, as far as one look tells; its processor is for your monitoring to watch (over 70 % is much).");
    }

    private Criterion connections() {
        long connected = figures.server().connected();
        long most = figures.server().mostConnections();
        boolean many = connected >= MANY_CONNECTIONS * most;
        return new Criterion(
                "connections to the database",
                "%d of %d".formatted(connected, most),
                "%d %%".formatted(Math.round(MANY_CONNECTIONS * 100)),
                many ? Verdict.WATCH : Verdict.FINE,
                many
                        ? "Another process may find none: raise max_connections. Each holds up to about 25."
                        : "There is room for more processes; each holds up to about 25.");
    }

    private boolean isServerBusy() {
        return figures.server().running() > BUSY_STATEMENTS;
    }

    private static String names(List<Module> modules) {
        return modules.stream().map(Module::name).collect(Collectors.joining(" and "));
    }

    private static String perSecond(double rate) {
        String number =
                rate < 10 ? String.format(Locale.ROOT, "%.1f", rate) : String.format(Locale.ROOT, "%,.0f", rate);
        return number + " events a second";
    }
}

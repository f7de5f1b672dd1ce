package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * E: A and B again, with several processes on one database; one round, as each has to get warm anew. Plain JDBC, in as
 * many processes, tells how much of it is that they are several.
 */
@Tag("E")
class InstancesBench {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** For each process, as each has to get warm; as many of each account, as all sales are. */
    private static final int WARM_UP = Settings.GIVEN.isShort() ? 2_000 : 10_000;

    /** Half of what others take, as there are many turns. */
    private static final int SALES = Settings.GIVEN.sales() / 2;

    /** Some seconds' worth: where several processes wait for the gate, one may come back from its wait a second later. */
    private static final int BACKLOG = 5 * SALES;

    private static final int[] INSTANCES = {1, 2, 4};

    @Test
    void instances() throws Exception {
        Rounds rounds = new Rounds();
        for (int instances : INSTANCES) {
            rounds.with(name(instances), () -> measure(instances));
            rounds.with(plain(instances), () -> measurePlain(instances));
        }
        rounds.run(1);
        report(rounds, "end to end", 0, InstancesBench::name, "at least 0.9");
        report(rounds, "end to end", 0, InstancesBench::plain, "");
        report(rounds, "backlog", 4, InstancesBench::name, "at least 0.9");
    }

    private static void report(
            Rounds rounds, String workload, int figure, IntFunction<String> contestant, String goal) {
        for (int instances : INSTANCES) {
            String name = contestant.apply(instances);
            Report.line(
                            "E",
                            "%s, %s, orders a second (beside it: one)".formatted(workload, name),
                            rounds.median(name, figure),
                            rounds.median(contestant.apply(1), figure),
                            instances == 1 ? "" : goal)
                    .note("the database was busy with %.2f cores, and did %.1f queries and %.2f log flushes an order"
                            .formatted(
                                    rounds.median(name, figure + 1),
                                    rounds.median(name, figure + 2),
                                    rounds.median(name, figure + 3)));
        }
    }

    private static String name(int instances) {
        return instances == 1 ? "one process" : instances + " processes";
    }

    private static String plain(int instances) {
        return "plain JDBC, " + name(instances);
    }

    private static double[] measure(int instances) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        List<ShopProcess> processes = new ArrayList<>();
        try (Entries entries = new Entries(database);
                DatabaseLoad.Gauge gauge = new DatabaseLoad.Gauge(database)) {
            for (int n = 0; n < instances; n++) {
                processes.add(ShopProcess.launch(database, ShopProcess.EVERYTHING, List.of()));
            }
            int warmUp = warmUp(processes, entries);
            int all = warmUp + SALES + BACKLOG;
            double[] endToEnd = endToEnd(processes, entries, gauge, warmUp + SALES);
            double[] backlog = backlog(database, entries, gauge, all);
            entries.check(all);
            return DoubleStream.concat(DoubleStream.of(endToEnd), DoubleStream.of(backlog))
                    .toArray();
        } finally {
            processes.forEach(ShopProcess::close);
        }
    }

    private static double[] measurePlain(int instances) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        Plain.createTables(database);
        List<ShopProcess> processes = new ArrayList<>();
        try (Entries entries = new Entries(database);
                DatabaseLoad.Gauge gauge = new DatabaseLoad.Gauge(database)) {
            for (int n = 0; n < instances; n++) {
                processes.add(ShopProcess.launchPlain(database));
            }
            int all = warmUp(processes, entries) + SALES;
            double[] endToEnd = endToEnd(processes, entries, gauge, all);
            for (ShopProcess process : processes) {
                process.check(PATIENCE);
            }
            if (entries.lost(all) != 0 || entries.doubled() != 0) {
                throw new AssertionError("The ceiling is none: it has lost or doubled something");
            }
            return endToEnd;
        } finally {
            processes.forEach(ShopProcess::close);
        }
    }

    /** How many sales all processes have made when they are warm. */
    private static int warmUp(List<ShopProcess> processes, Entries entries) throws Exception {
        for (ShopProcess process : processes) {
            process.awaitOpen();
        }
        int sales = WARM_UP * processes.size();
        sell(processes, sales, 1);
        entries.await(sales, PATIENCE);
        return sales;
    }

    /** The eight sellers are spread over the processes. */
    private static void sell(List<ShopProcess> processes, int sales, int firstNumber) throws Exception {
        int threads = Sellers.THREADS / processes.size();
        for (int n = 0; n < processes.size(); n++) {
            processes.get(n).sell(n * threads, threads, sales, firstNumber);
        }
        for (ShopProcess process : processes) {
            process.answer(PATIENCE);
        }
    }

    private static double[] endToEnd(List<ShopProcess> processes, Entries entries, DatabaseLoad.Gauge gauge, int all)
            throws Exception {
        gauge.begin();
        sell(processes, SALES, 1_000);
        entries.await(all, PATIENCE);
        return figures(gauge.end(), SALES);
    }

    private static double[] backlog(TestDatabase database, Entries entries, DatabaseLoad.Gauge gauge, int all)
            throws Exception {
        try (Gate gate = new Gate(database)) {
            Copies.fill(database, 10_000, BACKLOG / Settings.ACCOUNTS);
            gauge.begin();
            gate.open();
        }
        entries.await(all, PATIENCE);
        return figures(gauge.end(), BACKLOG);
    }

    private static double[] figures(DatabaseLoad load, int sales) {
        return new double[] {load.perSecond(sales), load.cores(), load.questions() / sales, load.flushes() / sales};
    }
}

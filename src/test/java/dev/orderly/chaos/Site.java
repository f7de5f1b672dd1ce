package dev.orderly.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyProcess;
import dev.orderly.StablePort;
import dev.orderly.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** One scenario's installation: a database, a mail server, instances of the jar, and the shoppers who use them. */
final class Site implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(3);
    static final int PLENTY = 1_000_000;

    private static final Path REPORTS = Path.of("target/chaos");

    private final Random random;
    private final Tables tables;
    private final Mailroom mailroom;
    private final List<Instance> instances = new ArrayList<>();
    private final Shoppers shoppers;
    private final Result result;

    Site(String scenario, TestDatabase database, int size, Map<String, String> extras) throws IOException {
        this(scenario, database, database.urlOutside(), size, extras);
    }

    /** @param url how the instances reach the database; the oracle does not go that way */
    Site(String scenario, TestDatabase database, String url, int size, Map<String, String> extras) throws IOException {
        Settings settings = Settings.given();
        Path folder = REPORTS.resolve(scenario);
        Files.createDirectories(folder);
        random = settings.random(scenario);
        tables = new Tables(database);
        mailroom = new Mailroom(settings.random(scenario + " mail"));
        for (int n = 0; n < size; n++) {
            Map<String, String> environment = OrderlyProcess.environment(database);
            environment.put("SERVER_PORT", String.valueOf(StablePort.any()));
            environment.put("SPRING_DATASOURCE_URL", url);
            environment.putAll(hurried(mailroom.port()));
            environment.putAll(extras);
            instances.add(new Instance(folder, environment));
        }
        Backends backends = new Backends(instances.stream().map(Instance::port).toList());
        Path file = folder.resolve("accepted.csv");
        Files.deleteIfExists(file);
        shoppers = new Shoppers(backends, file, settings.random(scenario + " shoppers"), settings.rate());
        result = new Result(scenario);
        Report.add(result);
    }

    /** What takes minutes and hours by default happens within seconds, so that a test of minutes sees it. */
    private static Map<String, String> hurried(int mailPort) {
        return Map.of(
                "SPRING_MAIL_HOST", "127.0.0.1",
                "SPRING_MAIL_PORT", String.valueOf(mailPort),
                "ORDERLY_PAYMENT_SANDBOX_DELAY", "50ms",
                "ORDERLY_PAYMENT_ASK_AFTER", "5s,15s",
                "ORDERLY_PAYMENT_READ_TIMEOUT", "3s",
                "ORDERLY_PAYMENT_RETRY_FIRST", "200ms",
                "ORDERLY_PAYMENT_RETRY_MOST", "2s",
                "ORDERLY_NOTIFICATION_RETRY_DELAY", "300ms");
    }

    Random random() {
        return random;
    }

    Tables tables() {
        return tables;
    }

    Mailroom mailroom() {
        return mailroom;
    }

    Shoppers shoppers() {
        return shoppers;
    }

    Result result() {
        return result;
    }

    Instance instance(int n) {
        return instances.get(n);
    }

    List<Instance> instances() {
        return instances;
    }

    /** Starts every instance and lets the shoppers in. */
    void open() throws Exception {
        open(instances);
    }

    /** Starts some instances and lets the shoppers in. */
    void open(List<Instance> first) throws Exception {
        for (Instance instance : first) {
            instance.launch();
        }
        first.forEach(Instance::awaitListening);
        shoppers.stock(PLENTY);
        shoppers.start();
        shoppers.awaitAccepted(20, PATIENCE);
    }

    /** Looks until there are such rows, and no longer than some seconds. */
    void awaitRows(String sql) throws Exception {
        awaitAny(() -> !tables.rows(sql).isEmpty());
    }

    /** Looks until it is so, and no longer than some seconds: what does not come is not waited for. */
    void awaitAny(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.call() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /**
     * Ends what a dead process had claimed: mails, calls and job locks are leased for up to five minutes, and so much
     * time passes here at once. Only while no process runs.
     */
    void letLeasesRunOut() throws SQLException {
        if (instances.stream().anyMatch(Instance::isRunning)) {
            throw new IllegalStateException("The leases of the living must not be touched");
        }
        tables.update("UPDATE mail SET next_attempt_at = UTC_TIMESTAMP(6) WHERE next_attempt_at IS NOT NULL");
        tables.update("UPDATE payment_task SET due_at = UTC_TIMESTAMP(6) WHERE kind <> 'ASK'");
        tables.update("UPDATE sandbox_session SET due_at = UTC_TIMESTAMP(6) WHERE due_at IS NOT NULL");
        tables.update("UPDATE shedlock SET lock_until = locked_at");
    }

    /** Lets the work come to its end in a process that nobody breaks any more, has the oracle judge, and shows the door. */
    void settle() throws Exception {
        shoppers.placeNoMore();
        instances.forEach(instance -> instance.process().stop());
        letLeasesRunOut();
        instances.getFirst().start();
        shoppers.finish(Duration.ofSeconds(90));
        new Oracle(tables, mailroom, shoppers).judge(result, Duration.ofSeconds(90));
        System.out.println(String.join(" | ", result.cells()));
        assertThat(result.findings().stream().limit(10).map(Finding::shortly))
                .as("broken promises; all of them are in target/chaos/report.md")
                .isEmpty();
    }

    @Override
    public void close() throws IOException {
        shoppers.close();
        instances.forEach(Instance::close);
        mailroom.close();
    }
}

package dev.orderly.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyProcess;
import dev.orderly.StablePort;
import dev.orderly.TestDatabase;
import dev.orderly.TwoSites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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
    private final int lasting;
    private final Mailroom mailroom;
    private final List<Instance> instances = new ArrayList<>();
    private final Shoppers shoppers;
    private final Result result;

    Site(String scenario, TestDatabase database, int size, Map<String, String> extras) throws IOException {
        this(scenario, database, database.urlOutside(), size, extras);
    }

    /** @param url how the instances reach the database; the oracle does not go that way */
    Site(String scenario, TestDatabase database, String url, int size, Map<String, String> extras) throws IOException {
        this(scenario, new Tables(database), copies(database, url, size, extras), size, 1);
    }

    /** The hub and a satellite, which hold the notifications between them, and copies of the hub as it was before. */
    static Site ofTwo(String scenario, TestDatabase hub, TestDatabase satellite, TwoSites sites, int former)
            throws IOException {
        List<Map<String, String>> environments = new ArrayList<>();
        environments.add(sites.hubEnvironment());
        environments.addAll(copies(hub, hub.urlOutside(), former, Map.of()));
        environments.add(sites.satelliteEnvironment());
        Collections.swap(environments, 1, environments.size() - 1);
        return new Site(scenario, new Tables(hub, Map.of("mail", satellite)), environments, 1, 2);
    }

    private static List<Map<String, String>> copies(
            TestDatabase database, String url, int size, Map<String, String> extras) {
        List<Map<String, String>> environments = new ArrayList<>();
        for (int n = 0; n < size; n++) {
            Map<String, String> environment = OrderlyProcess.environment(database);
            environment.put("SERVER_PORT", String.valueOf(StablePort.any()));
            environment.put("SPRING_DATASOURCE_URL", url);
            environment.putAll(extras);
            environments.add(environment);
        }
        return environments;
    }

    /**
     * @param called how many of the instances the shoppers call, from the first on
     * @param lasting how many of them bring what was begun to its end
     */
    private Site(String scenario, Tables tables, List<Map<String, String>> environments, int called, int lasting)
            throws IOException {
        Settings settings = Settings.given();
        Path folder = REPORTS.resolve(scenario);
        Files.createDirectories(folder);
        random = settings.random(scenario);
        this.tables = tables;
        this.lasting = lasting;
        mailroom = new Mailroom(settings.random(scenario + " mail"));
        for (Map<String, String> each : environments) {
            Map<String, String> environment = new HashMap<>(hurried(mailroom.port()));
            if (each.containsKey("ORDERLY_SITE") && !each.containsKey("ORDERLY_PAYMENT_PROVIDER")) {
                environment.keySet().removeIf(name -> name.startsWith("ORDERLY_PAYMENT_"));
            }
            environment.putAll(each);
            instances.add(new Instance(folder, environment));
        }
        Backends backends = new Backends(
                instances.stream().limit(called).map(Instance::port).toList());
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

    /** Any of them, by chance. */
    Instance anyInstance() {
        return instances.size() == 1 ? instances.getFirst() : instances.get(random.nextInt(instances.size()));
    }

    boolean nobodyRuns() {
        return instances.stream().noneMatch(Instance::isRunning);
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
        if (!nobodyRuns()) {
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
        instances.stream()
                .filter(Instance::isRunning)
                .forEach(instance -> instance.process().stop());
        letLeasesRunOut();
        for (Instance instance : instances.subList(0, lasting)) {
            instance.start();
        }
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

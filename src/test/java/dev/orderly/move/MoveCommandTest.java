package dev.orderly.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.ForeignDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The command moves modules of running processes, which stay up and know nothing of it but what the databases say. */
class MoveCommandTest {

    private static final String SHOP = "shop";

    private static TestDatabase hubDatabase;
    private static TestDatabase shopDatabase;
    private static Stand hub;
    private static Stand shop;
    private static Courier there;
    private static Courier back;

    private final Wires wires = new Wires();
    private int meters;

    /** Whoever runs the command ends it. */
    private static final class Killed extends RuntimeException {}

    @BeforeAll
    static void start() {
        hubDatabase = TestDatabase.fresh();
        shopDatabase = TestDatabase.fresh();
        hub = Stand.start(hubDatabase);
        Wires.join(hub.jdbc());
        shop = Stand.start(shopDatabase, "orderly.site=shop");
        there = new Courier(hub, "hub", shop, SHOP);
        back = new Courier(shop, SHOP, hub, "hub");
    }

    @AfterAll
    static void stop() {
        shop.close();
        hub.close();
    }

    @AfterEach
    void comeHome() {
        hub.faults().clear();
        shop.faults().clear();
        for (String module : List.of("ledger", "meter")) {
            try {
                move(module, "undo");
            } catch (CommandRefused nothingToUndo) {
                move(module, "to", "hub");
            }
        }
    }

    @Test
    void a_module_goes_on_elsewhere_at_the_event_where_it_stopped_and_comes_back() {
        String meter = install();
        hub.read(meter, 20);
        hub.awaitBooked(meter, 20, () -> {});
        assertThat(move("ledger", "to", SHOP)).contains("Ledger lives at shop");
        assertThat(wires.subscriptions).containsExactly("shop to orderly.hub", "hub to orderly.shop");
        hub.read(meter, 20);
        shop.awaitBooked(meter, 40, there::carry);
        assertThat(hub.count("SELECT COUNT(*) FROM moved_ledger_entry WHERE meter = '%s'".formatted(meter)))
                .as("as it was when it left")
                .isEqualTo(20);
        hub.read(meter, 5);
        assertThat(move("ledger", "to", "hub")).contains("Ledger lives at hub");
        hub.read(meter, 5);
        hub.awaitBooked(meter, 50, () -> {});
        assertThat(move("ledger", "to", SHOP)).contains("Ledger lives at shop");
        hub.read(meter, 5);
        shop.awaitBooked(meter, 55, there::carry);
    }

    @Test
    void events_that_wait_keep_their_order_and_are_tried_again_where_the_module_went() {
        String broken = install();
        String sound = install();
        hub.faults().on(broken, event -> {
            throw new IllegalStateException("broken");
        });
        hub.read(broken, 6);
        hub.read(sound, 6);
        hub.awaitBooked(sound, 6, () -> {});
        await().untilAsserted(() -> assertThat(parked(hub)).isEqualTo(6));
        shop.faults().on(broken, event -> {
            throw new IllegalStateException("still broken");
        });
        move("ledger", "to", SHOP);
        assertThat(parked(hub)).isZero();
        assertThat(parked(shop)).isEqualTo(6);
        assertThat(shop.count("SELECT COUNT(*) FROM parked_attempt WHERE error_message = 'broken'"))
                .as("what became of each attempt comes along")
                .isPositive();
        hub.read(broken, 2);
        await().untilAsserted(() -> {
            there.carry();
            assertThat(parked(shop)).isEqualTo(8);
        });
        shop.faults().clear();
        shop.awaitBooked(broken, 8, there::carry);
        assertThat(parked(shop)).isZero();
    }

    @Test
    void a_module_that_only_publishes_takes_its_delayed_events_along() {
        String meter = install();
        hub.meters().readLater(meter, Duration.ofSeconds(6));
        hub.meters().readLater(meter, Duration.ofDays(1));
        move("meter", "to", SHOP);
        assertThat(hub.count("SELECT COUNT(*) FROM delayed_event")).isZero();
        hub.awaitBooked(meter, 1, back::carry);
        assertThat(shop.count("SELECT COUNT(*) FROM delayed_event")).isEqualTo(1);
        shop.meters().read(meter);
        await().untilAsserted(() -> {
            back.carry();
            assertThat(hub.booked(meter)).containsExactly(1L, 3L);
        });
        move("meter", "to", "hub");
        assertThat(hub.count("SELECT COUNT(*) FROM delayed_event")).isEqualTo(1);
        hub.jdbc().sql("DELETE FROM delayed_event").update();
    }

    @Test
    void a_module_goes_on_only_where_all_that_it_has_said_has_arrived() {
        String meter = install();
        move("ledger", "to", SHOP);
        hub.read(meter, 5);
        assertThatThrownBy(() -> command(Duration.ofSeconds(1), step -> {}).run(List.of("meter", "to", SHOP)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("have not arrived at shop");
        move("meter", "to", SHOP);
        shop.read(meter, 5);
        shop.awaitBooked(meter, 10, () -> {});
        assertThatThrownBy(() -> command(Duration.ofSeconds(1), step -> {}).run(List.of("meter", "to", "hub")))
                .hasMessageContaining("have not arrived at hub");
        move("meter", "to", "hub");
        hub.read(meter, 5);
        shop.awaitBooked(meter, 15, there::carry);
    }

    @Test
    void delayed_events_wait_where_the_module_was_if_its_move_is_undone() {
        String meter = install();
        hub.meters().readLater(meter, Duration.ofDays(1));
        killed(Step.NAMED, "meter", "to", SHOP);
        assertThat(hub.count("SELECT COUNT(*) FROM delayed_event"))
                .as("nobody says it while the module is on the move")
                .isZero();
        move("meter", "undo");
        assertThat(hub.count("SELECT COUNT(*) FROM delayed_event")).isEqualTo(1);
        assertThat(shop.count("SELECT COUNT(*) FROM moving_event")).isZero();
        hub.jdbc().sql("DELETE FROM delayed_event").update();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void a_command_that_was_killed_is_run_again_and_has_the_module_moved(Step killedAfter) {
        String meter = install();
        hub.read(meter, 5);
        killed(killedAfter, "ledger", "to", SHOP);
        hub.read(meter, 5);
        move("ledger", "to", SHOP);
        hub.read(meter, 5);
        shop.awaitBooked(meter, 15, there::carry);
        killed(killedAfter, "ledger", "to", "hub");
        hub.read(meter, 5);
        move("ledger", "to", "hub");
        hub.read(meter, 5);
        hub.awaitBooked(meter, 25, () -> {});
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LEFT", "ARRIVED"})
    void a_command_that_was_killed_is_undone_and_the_module_goes_on_where_it_was(Step killedAfter) {
        String meter = install();
        hub.meters().readLater(meter, Duration.ofDays(1));
        hub.read(meter, 5);
        killed(killedAfter, "ledger", "to", SHOP);
        hub.read(meter, 5);
        undo("ledger", killedAfter);
        hub.read(meter, 5);
        await().untilAsserted(() -> assertThat(hub.booked(meter)).hasSize(15));
        assertThat(hub.booked(meter)).isSorted().doesNotHaveDuplicates();
        assertThat(hub.count("SELECT COUNT(*) FROM delayed_event")).isEqualTo(1);
        hub.jdbc().sql("DELETE FROM delayed_event").update();

        move("ledger", "to", SHOP);
        hub.read(meter, 5);
        await().untilAsserted(() -> {
            there.carry();
            assertThat(shop.booked(meter)).hasSize(20);
        });
        killed(killedAfter, "ledger", "to", "hub");
        hub.read(meter, 5);
        undo("ledger", killedAfter);
        await().untilAsserted(() -> {
            there.carry();
            assertThat(shop.booked(meter)).hasSize(25).isSorted().doesNotHaveDuplicates();
        });
    }

    private void undo(String module, Step killedAfter) {
        if (killedAfter == Step.PREPARED) {
            assertThatThrownBy(() -> move(module, "undo")).isInstanceOf(CommandRefused.class);
        } else {
            assertThat(move(module, "undo")).contains("as before");
        }
    }

    @Test
    void a_move_is_undone_although_the_satellites_database_is_gone_and_begun_again_when_it_is_back() {
        String meter = install();
        hub.read(meter, 5);
        killed(Step.PACKED, "ledger", "to", SHOP);
        hub.read(meter, 5);
        MoveCommand cutOff = new MoveCommand(
                Installed.login(hubDatabase),
                new MoveProperties("", "", "", Duration.ZERO, Duration.ofMinutes(1)),
                ForeignDatabase.movable(List.of("dev.orderly.messaging.meters")),
                hub.version(),
                new Lines(() -> wires, "orderly"),
                step -> {});
        assertThat(cutOff.run(List.of("ledger", "undo"))).isEqualTo("Ledger lives at hub, as before.");
        hub.awaitBooked(meter, 10, () -> {});
        move("ledger", "to", SHOP);
        hub.read(meter, 5);
        shop.awaitBooked(meter, 15, there::carry);
    }

    @Test
    void a_command_whose_database_fails_says_how_the_module_goes_on() {
        assertThatThrownBy(() -> command(Duration.ofMinutes(1), step -> {
                            if (step == Step.SET_ASIDE) {
                                throw new DataAccessResourceFailureException("The connection was cut.");
                            }
                        })
                        .run(List.of("ledger", "to", SHOP)))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("The connection was cut.")
                .hasMessageContaining("run the same command again")
                .hasMessageContaining("move ledger undo");
    }

    @Test
    void nothing_is_stopped_where_the_hub_tells_no_broker_anything() {
        String joined = "UPDATE consumer SET module = '%s' WHERE module = '%s'";
        hub.jdbc().sql(joined.formatted("absent", "bridge")).update();
        try {
            assertRefused("has told the broker anything yet", "ledger", "to", SHOP);
            assertThat(move("ledger", "status")).doesNotContain("on its way");
        } finally {
            hub.jdbc().sql(joined.formatted("bridge", "absent")).update();
        }
    }

    @Test
    void a_move_that_is_over_cannot_be_undone() {
        killed(Step.LEFT, "ledger", "to", SHOP);
        assertThatThrownBy(() -> move("ledger", "undo")).isInstanceOf(CommandRefused.class);
        assertThat(move("ledger", "status")).contains("it lives at shop");
        move("ledger", "to", SHOP);
        assertThat(move("ledger", "to", SHOP)).isEqualTo("Ledger lives at shop already.");
    }

    @Test
    void what_has_left_and_not_arrived_goes_on_and_neither_back_nor_elsewhere() {
        String meter = install();
        hub.read(meter, 5);
        killed(Step.LEFT, "ledger", "to", SHOP);
        assertRefused("Finish that move (move ledger to shop)", "ledger", "to", "hub");
        assertRefused("Run \"move ledger to shop\" again", "ledger", "undo");
        move("ledger", "to", SHOP);
        hub.read(meter, 5);
        shop.awaitBooked(meter, 10, there::carry);

        killed(Step.LEFT, "ledger", "to", "hub");
        assertRefused("Finish that move (move ledger to hub)", "ledger", "to", SHOP);
        assertRefused("Run \"move ledger to hub\" again", "ledger", "undo");
        move("ledger", "to", "hub");
        hub.read(meter, 5);
        hub.awaitBooked(meter, 15, () -> {});
    }

    @Test
    void a_process_that_knows_nothing_of_moves_does_nothing_more() {
        String meter = install();
        hub.read(meter, 5);
        move("ledger", "to", SHOP);
        JdbcClient person = hub.jdbc();
        // To whoever was built before modules could move it looks like this.
        person.sql("DELETE FROM module_home WHERE module = 'ledger'").update();
        try (Stand old = Stand.start(hubDatabase)) {
            old.read(meter, 5);
            shop.awaitBooked(meter, 10, there::carry);
            await().untilAsserted(() -> assertThat(
                            hub.count(
                                    "SELECT COUNT(*) FROM consumer_cursor WHERE module = 'chart' AND position < (SELECT last_position FROM outbox_sequence s WHERE s.shard = consumer_cursor.shard)"))
                    .as("shards in which others are behind")
                    .isZero());
            assertThat(hub.count("SELECT COUNT(*) FROM consumer_cursor WHERE module = 'ledger'"))
                    .isZero();
            assertThatThrownBy(() -> hub.booked(meter))
                    .as("what its door would get to see")
                    .hasMessageContaining("ledger_entry");
        } finally {
            person.sql("""
                            INSERT INTO module_home (module, home, moving_to, move, changed_at)
                            VALUES ('ledger', 'shop', NULL, 50, UTC_TIMESTAMP(6))""").update();
        }
        assertThat(shop.booked(meter)).hasSize(10);
    }

    @Test
    void a_process_that_starts_while_the_fence_stands_does_nothing_either() {
        String meter = install();
        hub.read(meter, 5);
        hub.awaitBooked(meter, 5, () -> {});
        killed(Step.SET_ASIDE, "ledger", "to", SHOP);
        JdbcClient person = hub.jdbc();
        String places = "SELECT GROUP_CONCAT(position ORDER BY shard) FROM consumer_cursor WHERE module = 'ledger'";
        String stopped = person.sql(places).query(String.class).single();
        // To whoever was built before modules could move it looks like this.
        person.sql("UPDATE module_home SET moving_to = NULL WHERE module = 'ledger'")
                .update();
        try (Stand old = Stand.start(hubDatabase)) {
            old.read(meter, 5);
            await().untilAsserted(() -> assertThat(
                            old.count("SELECT COUNT(*) FROM chart_point WHERE meter = '%s'".formatted(meter)))
                    .isEqualTo(10));
            assertThat(person.sql(places).query(String.class).single()).isEqualTo(stopped);
            assertThat(parked(hub)).as("events that it could not handle").isZero();
        } finally {
            person.sql("UPDATE module_home SET moving_to = 'shop' WHERE module = 'ledger'")
                    .update();
        }
        move("ledger", "undo");
        hub.awaitBooked(meter, 10, () -> {});
    }

    @Test
    void a_transaction_that_uses_the_modules_tables_holds_the_move_up_until_it_ends() throws Exception {
        String meter = install();
        hub.read(meter, 3);
        hub.awaitBooked(meter, 3, () -> {});
        try (Connection open =
                DriverManager.getConnection(hubDatabase.urlOutside(), hubDatabase.username(), hubDatabase.password())) {
            open.setAutoCommit(false);
            open.createStatement().executeUpdate("INSERT INTO ledger_entry (meter, reading) VALUES ('late', 1)");
            assertThatThrownBy(() -> command(Duration.ofSeconds(1), step -> {}).run(List.of("ledger", "to", SHOP)))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("ledger_entry");
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> move("ledger", "to", SHOP));
            await().atMost(Duration.ofMinutes(1)).until(() -> hub.count("""
                            SELECT COUNT(*) FROM information_schema.processlist
                            WHERE db = DATABASE() AND info LIKE 'RENAME%'""") > 0);
            assertThat(waiting).isNotDone();
            open.commit();
            assertThat(waiting.get()).contains("lives at shop");
        }
        assertThat(shop.booked("late")).as("what it wrote has moved too").containsExactly(1L);
    }

    @Test
    void other_migrations_are_refused_before_anything_is_stopped() {
        hub.jdbc()
                .sql("UPDATE schema_history_ledger SET checksum = checksum + 1")
                .update();
        try {
            assertThatThrownBy(() -> move("ledger", "to", SHOP))
                    .isInstanceOf(CommandRefused.class)
                    .hasMessageContaining("db/ledger");
            assertThat(move("ledger", "status")).doesNotContain("on its way");
        } finally {
            hub.jdbc()
                    .sql("UPDATE schema_history_ledger SET checksum = checksum - 1")
                    .update();
        }
    }

    @Test
    void what_makes_no_sense_is_refused_with_a_sentence() {
        assertRefused("no module ghost", "ghost", "to", SHOP);
        assertRefused("of the site shop, and not of depot", "ledger", "to", "depot");
        assertRefused("No site can be called dead", "ledger", "to", "dead");
        assertRefused("Say \"move", "ledger", "over");
        assertRefused("Say \"move", "ledger");
        assertRefused("not on its way", "ledger", "undo");
        assertThatThrownBy(() -> new MoveCommand(
                                Installed.login(hubDatabase),
                                properties(Duration.ofSeconds(5)),
                                ForeignDatabase.movable(List.of("dev.orderly.messaging.meters")),
                                "0.0.9",
                                new Lines(() -> wires, "orderly"),
                                step -> {})
                        .run(List.of("ledger", "to", SHOP)))
                .hasMessageContaining("this command is of version 0.0.9");
        wires.shortcomings = List.of("It forgets.");
        assertRefused("It forgets.", "ledger", "to", SHOP);
        assertThatThrownBy(() -> new MoveCommand(
                                Installed.login(shopDatabase),
                                properties(Duration.ofSeconds(5)),
                                ForeignDatabase.movable(List.of("dev.orderly.messaging.meters")),
                                hub.version(),
                                new Lines(() -> null, "orderly"),
                                step -> {})
                        .run(List.of("ledger", "to", SHOP)))
                .hasMessageContaining("that of the site shop");
        assertThatThrownBy(() -> new MoveCommand(
                                Installed.login(hubDatabase),
                                properties(Duration.ofSeconds(5)),
                                ForeignDatabase.movable(List.of("dev.orderly.messaging.meters")),
                                hub.version(),
                                new Lines(() -> null, "orderly"),
                                step -> {})
                        .run(List.of("ledger", "to", SHOP)))
                .hasMessageContaining("orderly.broker.type");
    }

    @Test
    void the_command_line_leads_to_it(@TempDir Path folder) throws Exception {
        try (OrderlyProcess status = process(folder, "move", "ledger", "status")) {
            assertThat(status.exitCode()).as(status.err()).isZero();
            assertThat(status.out()).contains("it lives at hub");
        }
        try (OrderlyProcess brokerless = process(folder, "move", "ledger", "to", SHOP)) {
            assertThat(brokerless.exitCode()).isEqualTo(1);
            assertThat(brokerless.err()).contains("Orderly does not move: orderly.broker.type is not set");
        }
    }

    private static OrderlyProcess process(Path folder, String... arguments) throws IOException {
        Map<String, String> environment = OrderlyProcess.environment(hubDatabase);
        environment.put("ORDERLY_MOVE_SATELLITE_URL", shopDatabase.urlOutside());
        environment.put("ORDERLY_MOVE_SATELLITE_USERNAME", shopDatabase.username());
        environment.put("ORDERLY_MOVE_SATELLITE_PASSWORD", shopDatabase.password());
        return OrderlyProcess.java(
                folder,
                environment,
                Stream.concat(Stream.of("-cp", OrderlyProcess.classPath(), "dev.orderly.Orderly"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private void assertRefused(String words, String... arguments) {
        assertThatThrownBy(() -> move(arguments))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining(words);
    }

    private String install() {
        meters++;
        String meter = "meter-%d-%d".formatted(System.identityHashCode(this), meters);
        hub.meters().install(meter);
        return meter;
    }

    private static long parked(Stand stand) {
        return stand.count("SELECT COUNT(*) FROM parked_event WHERE module = 'ledger'");
    }

    private String move(String... arguments) {
        return run(command(Duration.ofMinutes(1), step -> {}), arguments);
    }

    /** The meters are the ones whose events have to arrive before they move. */
    private static String run(MoveCommand command, String... arguments) {
        if (!arguments[0].equals("meter")) {
            return command.run(List.of(arguments));
        }
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> command.run(List.of(arguments)));
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            there.carry();
            back.carry();
            return answer.isDone();
        });
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private void killed(Step last, String... arguments) {
        AtomicReference<Step> reached = new AtomicReference<>();
        assertThatThrownBy(() -> run(
                        command(Duration.ofMinutes(1), step -> {
                            reached.set(step);
                            if (step == last) {
                                throw new Killed();
                            }
                        }),
                        arguments))
                .isInstanceOf(Killed.class);
        assertThat(reached.get()).isEqualTo(last);
    }

    private MoveCommand command(Duration lockTimeout, Consumer<Step> after) {
        return new MoveCommand(
                Installed.login(hubDatabase),
                properties(lockTimeout),
                ForeignDatabase.movable(List.of("dev.orderly.messaging.meters")),
                hub.version(),
                new Lines(() -> wires, "orderly"),
                after);
    }

    private static MoveProperties properties(Duration lockTimeout) {
        return new MoveProperties(
                shopDatabase.urlOutside(),
                shopDatabase.username(),
                shopDatabase.password(),
                Duration.ofMillis(500),
                lockTimeout);
    }
}

package dev.orderly.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderly.CommandContext;
import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.Command;
import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.ForeignDatabase;
import dev.orderly.messaging.ReshardConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site where no module lives any more is let go, and holds nothing up from then on. */
class PartCommandTest {

    private static final String SHOP = "shop";

    private final TestDatabase hubDatabase = TestDatabase.fresh();
    private final TestDatabase shopDatabase = TestDatabase.fresh();
    private final Wires wires = new Wires();
    private Stand hub;
    private Stand shop;
    private Courier there;
    private Courier back;

    @BeforeEach
    void moveOut() {
        hub = Stand.start(hubDatabase);
        Wires.join(hub.jdbc());
        shop = Stand.start(shopDatabase, "orderly.site=shop");
        there = new Courier(hub, "hub", shop, SHOP);
        back = new Courier(shop, SHOP, hub, "hub");
        hub.meters().install("old");
        hub.read("old", 10);
        move("ledger", "to", SHOP);
        shop.awaitBooked("old", 10, there::carry);
    }

    @AfterEach
    void stop() {
        shop.close();
        hub.close();
    }

    @Test
    void a_hub_that_is_alone_again_gets_more_shards_and_lets_the_module_out_to_another_site() {
        hub.read("old", 5);
        shop.awaitBooked("old", 15, there::carry);
        move("ledger", "to", "hub");
        hub.read("old", 5);
        hub.awaitBooked("old", 20, back::carry);
        shop.close();
        assertThat(part(SHOP)).contains("have parted").contains("The broker keeps nothing");
        assertThat(wires.subscriptions).isEmpty();

        hub.close();
        assertThatThrownBy(() -> reshard("16")).hasMessageContaining("The log has not been told to its end");
        hub.jdbc().sql("""
                        UPDATE consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                        SET c.position = s.last_position WHERE c.module = 'bridge'""").update();
        assertThat(reshard("16")).startsWith("The log has 16 shards now, and had 4");
        assertThat(hub.count("""
                        SELECT COUNT(*) FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                        WHERE c.module = 'bridge' AND c.position = s.last_position""")).isEqualTo(16);

        hub = Stand.start(hubDatabase, "orderly.messaging.shards=16");
        hub.read("old", 5);
        hub.awaitBooked("old", 25, () -> {});
        TestDatabase storeDatabase = TestDatabase.fresh();
        try (Stand store = Stand.start(storeDatabase, "orderly.site=store", "orderly.messaging.shards=16")) {
            assertThat(move(storeDatabase, "ledger", "to", "store")).contains("Ledger lives at store");
            hub.read("old", 5);
            store.awaitBooked("old", 30, new Courier(hub, "hub", store, "store")::carry);
        }
    }

    @Test
    void nothing_is_let_go_where_something_would_be_lost() {
        assertRefused("lives ledger", SHOP);
        move("meter", "to", SHOP);
        move("ledger", "to", "hub");
        shop.read("old", 3);
        hub.awaitBooked("old", 13, back::carry);
        move("meter", "to", "hub");
        assertRefused("processes of shop have been seen", SHOP);
        shop.close();
        String mark = "UPDATE received SET position = position %s 1 WHERE source = 'shop' AND position > 0";
        hub.jdbc().sql(mark.formatted("-")).update();
        assertRefused("Events that were born at shop have not arrived", SHOP);
        hub.jdbc().sql(mark.formatted("+")).update();
        assertThat(part(SHOP)).contains("have parted");
    }

    @Test
    void whoever_is_run_again_goes_on_where_it_was() {
        move("ledger", "to", "hub");
        shop.close();
        wires.receiving.addAll(List.of("hub", SHOP));
        assertThatThrownBy(() -> part(Duration.ZERO, shopDatabase, SHOP))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("Run the same command again");
        assertThat(part(SHOP)).contains("have parted");
        assertThat(part(SHOP)).contains("have parted");
        assertThat(wires.subscriptions).isEmpty();
    }

    @Test
    void a_name_is_used_for_one_database_only() {
        move("ledger", "to", "hub");
        shop.close();
        part(SHOP);
        assertThatThrownBy(() -> move("ledger", "to", SHOP))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("has parted from the site shop for good");
        TestDatabase empty = TestDatabase.fresh();
        assertThatThrownBy(() -> move(empty, "ledger", "to", SHOP))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("has parted from the site shop for good");
        assertThat(wires.subscriptions).as("what the broker keeps events for").isEmpty();
        try (Stand store = Stand.start(empty, "orderly.site=store")) {
            assertThat(move(empty, "ledger", "to", "store"))
                    .as("the database that was named is still empty enough")
                    .contains("Ledger lives at store");
            hub.read("old", 1);
            store.awaitBooked("old", 11, new Courier(hub, "hub", store, "store")::carry);
        }
    }

    @Test
    void a_move_that_was_undone_while_the_satellite_was_away_does_not_keep_it() {
        move("ledger", "to", "hub");
        shop.jdbc()
                .sql("UPDATE module_home SET moving_to = 'shop' WHERE module = 'ledger'")
                .update();
        shop.close();
        assertThat(part(SHOP)).contains("have parted");
    }

    @Test
    void a_site_whose_database_is_gone_is_let_go_when_a_person_says_so() {
        move("ledger", "to", "hub");
        shop.close();
        TestDatabase other = TestDatabase.fresh();
        assertThatThrownBy(() -> part(Duration.ofSeconds(5), other, SHOP))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("is that of nobody, and not of the site shop")
                .hasMessageContaining("part shop lost");
        assertThat(part(Duration.ofSeconds(5), other, SHOP, "lost")).contains("have parted");
        assertThat(hub.count("SELECT COUNT(*) FROM received")).isZero();
    }

    @Test
    void what_makes_no_sense_is_refused_with_a_sentence() {
        assertRefused("Say \"part <site>\"");
        assertRefused("Say \"part <site>\"", SHOP, "now");
        assertRefused("never known a site depot", "depot");
        assertRefused("never known a site hub", "hub");
    }

    @Test
    void the_command_line_leads_to_it(@TempDir Path folder) throws Exception {
        try (OrderlyProcess process = OrderlyProcess.java(
                folder,
                Map.copyOf(OrderlyProcess.environment(hubDatabase)),
                "-cp",
                OrderlyProcess.classPath(),
                "dev.orderly.Orderly",
                "part",
                "depot")) {
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.err()).contains("Orderly does not part: The hub has never known a site depot.");
        }
    }

    private void assertRefused(String words, String... arguments) {
        assertThatThrownBy(() -> part(arguments))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining(words);
    }

    private String part(String... arguments) {
        return part(Duration.ofSeconds(5), shopDatabase, arguments);
    }

    private String part(Duration patience, TestDatabase satellite, String... arguments) {
        return new PartCommand(
                        Installed.login(hubDatabase),
                        properties(satellite, patience),
                        hub.version(),
                        new Lines(() -> wires, "orderly"))
                .run(List.of(arguments));
    }

    private String move(String... arguments) {
        return move(shopDatabase, arguments);
    }

    private String move(TestDatabase satellite, String... arguments) {
        return new MoveCommand(
                        Installed.login(hubDatabase),
                        properties(satellite, Duration.ofMillis(500)),
                        ForeignDatabase.movable(List.of("dev.orderly.messaging.meters")),
                        hub.version(),
                        new Lines(() -> wires, "orderly"),
                        step -> {})
                .run(List.of(arguments));
    }

    private static MoveProperties properties(TestDatabase satellite, Duration patience) {
        return new MoveProperties(
                satellite.urlOutside(), satellite.username(), satellite.password(), patience, Duration.ofMinutes(1));
    }

    /** Once nobody is connected any more who was until now. */
    private String reshard(String shards) {
        await().until(() ->
                hub.count("SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE()") == 1);
        try (var context = CommandContext.open(ReshardConfiguration.class, hubDatabase)) {
            return context.getBean(Command.class).run(List.of(shards));
        }
    }
}

package dev.orderly.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.ForeignDatabase;
import dev.orderly.messaging.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made ready, and what is refused, before a module is stopped. No process runs on either database. */
class PrepareTest {

    private Installed hub;
    private Installed shop;

    @BeforeEach
    void install() {
        hub = Installed.as(Site.HUB, 2);
        shop = Installed.as("shop", 2);
        Wires.join(hub.jdbc());
    }

    @AfterEach
    void remove() {
        shop.close();
        hub.close();
    }

    @Test
    void payment_moves_where_its_provider_is_not_the_sandbox() {
        migrate("payment");
        assertThat(move("payment", "to", "shop")).contains("Payment lives at shop");
        assertThat(shop.tables()).contains("payment").doesNotContain("sandbox_session");
    }

    @Test
    void with_payment_goes_the_sandbox_where_that_is_its_provider() {
        migrate("payment", "sandbox");
        move("payment", "to", "shop");
        assertThat(shop.tables()).contains("payment", "sandbox_session");
        assertThat(hub.tables()).contains("moved_payment", "sandbox_session");
    }

    @Test
    void marks_of_a_site_that_is_gone_are_not_taken_for_those_of_a_new_one_of_its_name() {
        hub.jdbc().sql("""
                        INSERT INTO received (source, shard, epoch, position, received_at)
                        SELECT 'shop', shard, 7, 500, UTC_TIMESTAMP(6) FROM outbox_sequence""").update();
        new Connect(hub.end(), shop.end()).run(Map.of());
        assertThat(hub.jdbc()
                        .sql("SELECT CONCAT(epoch, ' ', position) FROM received WHERE source = 'shop' ORDER BY shard")
                        .query((row, n) -> Objects.requireNonNull(row.getString(1)))
                        .list())
                .containsExactly("1 0", "1 0");
    }

    @Test
    void what_an_earlier_stay_has_left_stays_out_of_reach_when_a_move_is_refused() {
        migrate("notification");
        move("notification", "to", "shop");
        move("notification", "to", "hub");
        assertThat(shop.tables()).contains("moved_mail").doesNotContain("mail");
        hub.jdbc()
                .sql("UPDATE schema_history_notification SET checksum = checksum + 1")
                .update();
        assertThatThrownBy(() -> move("notification", "to", "shop"))
                .isInstanceOf(CommandRefused.class)
                .hasMessageContaining("db/notification");
        assertThat(shop.tables()).contains("moved_mail").doesNotContain("mail");
    }

    private void migrate(String... folders) {
        ForeignDatabase.migrate(hub.side().dataSource(), List.of(folders), "0.2.0");
    }

    private String move(String... arguments) {
        return new MoveCommand(
                        hub.login(),
                        new MoveProperties(
                                shop.login().url(),
                                shop.login().username(),
                                shop.login().password(),
                                Duration.ZERO,
                                Duration.ofSeconds(20)),
                        Set.of("payment", "notification"),
                        "0.2.0",
                        new Lines(Wires::new, "orderly"),
                        step -> {})
                .run(List.of(arguments));
    }
}

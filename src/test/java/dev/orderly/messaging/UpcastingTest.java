package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.Tariff.Changed;
import dev.orderly.messaging.Tariff.ChangedInEuros;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Events that older versions of the application have stored are handled as if the newest had. */
class UpcastingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static final Tariff.Listener LISTENER = new Tariff.Listener();
    static Station station;

    @BeforeAll
    static void start() {
        station = Station.start(Tariff.heardBy(LISTENER), TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @Test
    void a_handler_gets_every_version_as_the_newest_in_the_order_of_the_key() {
        store("old", 1, "{\"meter\":\"old\",\"euros\":3}");
        store("old", 2, "{\"meter\":\"old\",\"cents\":315}");
        store("old", 3, "{\"meter\":\"old\",\"priceMinor\":9,\"currency\":\"KWD\"}");
        store("old", 1, "{\"meter\":\"old\",\"euros\":4}");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(LISTENER.heard("old"))
                        .containsExactly(
                                new Changed("old", 300, "EUR"),
                                new Changed("old", 315, "EUR"),
                                new Changed("old", 9, "KWD"),
                                new Changed("old", 400, "EUR")));
    }

    @Test
    void a_version_newer_than_known_is_a_dead_letter_at_once_and_other_keys_go_on() {
        String neighbour = Station.sameShardAs("future");
        String unreadable = store("future", 4, "{\"meter\":\"future\",\"price\":\"9 KWD\"}");
        store("future", 3, "{\"meter\":\"future\",\"priceMinor\":9,\"currency\":\"KWD\"}");
        store(neighbour, 1, "{\"meter\":\"%s\",\"euros\":1}".formatted(neighbour));
        awaitDead(unreadable);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(LISTENER.heard(neighbour)).hasSize(1));
        assertThat(LISTENER.heard("future")).as("what waits behind it").isEmpty();
    }

    @Test
    void what_an_upcaster_refuses_is_a_dead_letter_at_once() {
        awaitDead(store("below-zero", 1, "{\"meter\":\"below-zero\",\"euros\":-1}"));
    }

    @Test
    void a_dead_letter_is_edited_in_the_version_that_it_was_stored_in() {
        StrictPayload payloads = new StrictPayload(new EventCatalog(List.of(EventTypes.of(Tariff.THIRD))));
        StoredEvent stored =
                new StoredEvent(Ids.next(), "tariff", "m", Tariff.TYPE, 1, "m", 0, "{}", Trace.next(), "m", null);
        JsonMapper json = JsonMapper.shared();
        assertThat(payloads.check(stored, json.readTree("{\"meter\":\"m\",\"euros\":2}")))
                .isEqualTo("{\"meter\":\"m\",\"euros\":2}");
        assertThatThrownBy(() -> payloads.check(
                        stored, json.readTree("{\"meter\":\"m\",\"priceMinor\":200,\"currency\":\"EUR\"}")))
                .hasMessageContaining("payload.currency: is not known here; known are euros, meter");
        assertThatThrownBy(() -> payloads.check(stored, json.readTree("{\"meter\":\"m\",\"euros\":-2}")))
                .hasMessageContaining("No price is below zero");
    }

    @Test
    void a_version_without_an_upcaster_refuses_to_start() {
        EventDescriptor<Changed> newest = EventDescriptor.of(Tariff.TYPE, Changed.class, Changed::meter);
        assertThatThrownBy(() -> newest.after(Tariff.FROM_CENTS))
                .hasMessageContaining("The event type tariff.changed is at version 2 and has upcasters from [2]");
        assertThatThrownBy(() -> newest.after(Tariff.FROM_CENTS, Tariff.FROM_EUROS))
                .hasMessageContaining("is at version 3 and has upcasters from [2, 1]");
        assertThatThrownBy(() -> new EventDescriptor<>(
                        Tariff.TYPE,
                        3,
                        Changed.class,
                        "tariff",
                        Changed::meter,
                        Changed::meter,
                        false,
                        List.of(Tariff.FROM_EUROS)))
                .hasMessageContaining("is at version 3 and has upcasters from [1]");
    }

    @Test
    void of_two_versions_of_a_module_the_one_that_reads_less_stands_down() {
        try (Station rolling = Station.start(TestDatabase.fresh())) {
            Subscription older = Subscription.of("tariff", new Object(), ChangedInEuros.class);
            Subscription newer = Subscription.of("tariff", new Object(), Changed.class);
            assertThat(registrar(rolling, Tariff.FIRST).register(older).generation())
                    .isEqualTo(1);
            assertThat(rolling.log().cursors().declared()).containsEntry("tariff", Set.of("tariff.changed"));
            Registration second = registrar(rolling, Tariff.THIRD).register(newer);
            assertThat(second.generation()).isEqualTo(2);
            assertThat(second.types()).containsExactly("tariff.changed");
            assertThat(rolling.log().cursors().declared())
                    .as("what the version before this one understands as more than its own")
                    .containsEntry("tariff", Set.of("tariff.changed", "tariff.changed/2", "tariff.changed/3"));
            assertThat(registrar(rolling, Tariff.FIRST).register(older).generation())
                    .as("the older one, were it to start again")
                    .isEqualTo(Registration.OUTDATED);
        }
    }

    private static Registrar registrar(Station station, EventDescriptor<?> known) {
        return new Registrar(new EventCatalog(List.of(EventTypes.of(known))), station.log());
    }

    private static String store(String meter, int version, String payload) {
        return Tariff.store(station.jdbc(), meter, version, payload);
    }

    private static void awaitDead(String eventId) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(station.jdbc()
                                .sql("""
                                SELECT attempts FROM parked_event
                                WHERE module = 'tariff' AND event_id = :id AND dead_at IS NOT NULL""")
                                .param("id", eventId)
                                .query(Integer.class)
                                .optional())
                        .contains(1));
    }
}

package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import dev.orderly.bridge.Intake.Outcome;
import dev.orderly.broker.Received;
import dev.orderly.messaging.EventContract;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of somebody outside, fed by hand into a real database. */
class ForeignIntakeTest {

    private static final String TYPE = "parcel.sent";

    private static Office office;

    private final String key = UUID.randomUUID().toString();
    private ForeignIntake intake;

    @BeforeAll
    static void start() {
        office = Office.start(TestDatabase.fresh(), Map.of());
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    @BeforeEach
    void begin() {
        intake = new ForeignIntake(
                office.log(),
                office.context().getBean(EventContract.class),
                new ForeignEvents(office.jdbc()),
                Set.of(TYPE, "parcel.lost"),
                new BridgeMeters(new SimpleMeterRegistry()));
    }

    @Test
    void what_the_schema_allows_is_taken_in_as_an_event_that_was_born_here() {
        Received message = message("erp", "1", TYPE, payload(key));
        assertThat(intake.take(List.of(message))).isEqualTo(new Outcome(List.of(message), List.of(), List.of()));
        assertThat(office.jdbc().sql("""
                                SELECT CONCAT_WS('|', event_type, event_version, origin IS NULL, shard) FROM outbox
                                WHERE event_key = :key""").param("key", key).query(String.class).list())
                .containsExactly(TYPE + "|1|1|" + office.log().shardOf(key));
    }

    @Test
    void an_event_is_known_again_by_its_source_and_its_id() {
        List<Received> messages = List.of(
                message("erp", "2", TYPE, payload(key)),
                message("erp", "2", TYPE, payload(key)),
                message("crm", "2", TYPE, payload(key)));
        assertThat(intake.take(messages).taken()).isEqualTo(messages);
        assertThat(intake.take(messages).taken()).isEqualTo(messages);
        assertThat(inLog()).isEqualTo(2);
    }

    @Test
    void an_event_is_forgotten_when_its_window_is_over() {
        ForeignEvents seen = new ForeignEvents(office.jdbc());
        intake.take(List.of(message("erp", "3", TYPE, payload(key))));
        seen.forget(Duration.ofMinutes(1));
        intake.take(List.of(message("erp", "3", TYPE, payload(key))));
        assertThat(inLog()).isEqualTo(1);
        office.jdbc()
                .sql("UPDATE foreign_event SET received_at = received_at - INTERVAL 2 MINUTE")
                .update();
        seen.forget(Duration.ofMinutes(1));
        intake.take(List.of(message("erp", "3", TYPE, payload(key))));
        assertThat(inLog()).isEqualTo(2);
    }

    @Test
    void each_fault_is_told_in_words_and_the_others_pass() {
        Received fine = message("erp", "9", TYPE, payload(key));
        Received stranger = message("erp", "4", "order.placed", "{}");
        Received faulty = message("erp", "5", TYPE, "{\"receiver\":\"%s\",\"number\":\"one\"}".formatted(key));
        Received noJson = message("erp", "6", TYPE, "{receiver");
        Received newer = Received.of(
                0,
                CloudEventBuilder.v1(Objects.requireNonNull(fine.event()))
                        .withId("7")
                        .withExtension("eventversion", "2")
                        .build(),
                new Object());
        Received noEvent = Received.unreadable(0, "It is no CloudEvent", new Object());
        Received unknown = message("erp", "8", "parcel.lost", "{}");
        Outcome outcome = intake.take(List.of(stranger, faulty, noJson, newer, noEvent, unknown, fine));
        assertThat(outcome.taken()).containsExactly(fine);
        assertThat(outcome.refused())
                .extracting(Intake.Refused::message)
                .containsExactly(stranger, faulty, noJson, newer, noEvent, unknown);
        List<String> reasons =
                outcome.refused().stream().map(Intake.Refused::reason).toList();
        assertThat(reasons.get(0))
                .isEqualTo("order.placed is not among the types that may come from outside (orderly.broker.accept)");
        assertThat(reasons.get(1))
                .startsWith("it is no parcel.sent in version 1: ")
                .contains("/number", "content");
        assertThat(reasons.get(2)).startsWith("its data is no JSON: ");
        assertThat(reasons.get(3)).contains("version 2", "there is no such event");
        assertThat(reasons.get(4)).isEqualTo("It is no CloudEvent");
        assertThat(reasons.get(5)).contains("parcel.lost", "there is no such event");
        assertThat(inLog()).isEqualTo(1);
    }

    @Test
    void one_that_the_database_cannot_hold_is_refused_and_the_others_are_taken_in() {
        Received before = message("erp", "10", TYPE, payload(key));
        Received large = message("erp", "11", TYPE, payload("x".repeat(65)));
        Received after = message("erp", "12", TYPE, payload(key));
        Outcome outcome = intake.take(List.of(before, large, after));
        assertThat(outcome.taken()).containsExactly(before, after);
        assertThat(outcome.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.message()).isSameAs(large);
            assertThat(refused.reason()).startsWith("the database does not hold it: ");
        });
        assertThat(inLog()).isEqualTo(2);
    }

    private int inLog() {
        return office.jdbc()
                .sql("SELECT COUNT(*) FROM outbox WHERE event_key = :key")
                .param("key", key)
                .query(Integer.class)
                .single();
    }

    private static String payload(String receiver) {
        return "{\"receiver\":\"%s\",\"number\":1,\"content\":\"Zoë\"}".formatted(receiver);
    }

    private static Received message(String source, String id, String type, String payload) {
        return Received.of(
                0,
                CloudEventBuilder.v1()
                        .withId(id)
                        .withSource(URI.create("/" + source))
                        .withType(type)
                        .withData("application/json", payload.getBytes(StandardCharsets.UTF_8))
                        .build(),
                new Object());
    }
}

package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import dev.orderly.bridge.Intake.Outcome;
import dev.orderly.bridge.Marks.Mark;
import dev.orderly.bridge.MendBridge.Decision;
import dev.orderly.broker.Received;
import dev.orderly.messaging.Carried;
import dev.orderly.messaging.LoggedEvent;
import dev.orderly.messaging.Origin;
import dev.orderly.messaging.Site;
import dev.orderly.messaging.StoredEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of another site's log, fed by hand into a real database. */
class SiteIntakeTest {

    private static Office office;

    private final Site source = site(1);
    private SiteIntake intake;

    @BeforeAll
    static void start() {
        office = Office.start(TestDatabase.fresh(), Map.of("orderly.site", "parish"));
    }

    @AfterAll
    static void stop() {
        office.close();
    }

    @BeforeEach
    void begin() {
        marks().begin(source.name(), 8);
        intake = new SiteIntake(office.log(), marks(), source, new BridgeMeters(new SimpleMeterRegistry()));
    }

    @Test
    void what_comes_twice_is_taken_in_once_and_let_go_each_time() {
        String key = key(3);
        List<Received> messages = List.of(message(key, 1, 0), message(key, 2, 1), message(key, 2, 1));
        assertThat(intake.take(messages)).isEqualTo(taken(messages));
        assertThat(arrived()).containsExactly(key + "-1", key + "-2");

        assertThat(intake.take(messages)).isEqualTo(taken(messages));
        assertThat(arrived()).containsExactly(key + "-1", key + "-2");
        assertThat(mark(3)).isEqualTo(new Mark(source.name(), 3, 1, 2, null, null, false));
    }

    @Test
    void what_is_at_or_below_the_mark_was_there_before_however_late_it_comes() {
        String key = key(3);
        intake.take(List.of(message(key, 7, 0)));
        List<Received> old = List.of(message(key, 3, 0), message(key, 7, 3));
        assertThat(intake.take(old)).isEqualTo(taken(old));
        assertThat(arrived()).containsExactly(key + "-7");
    }

    @Test
    void an_event_says_where_it_was_born_and_at_which_positions() {
        String key = key(0);
        intake.take(List.of(message(key, 4, 0), told(key, 5, 4, new Origin("third", 77, 77), source)));
        assertThat(office.jdbc().sql("""
                                SELECT CONCAT_WS(' ', origin, origin_position, source_position) FROM outbox
                                WHERE event_key = :key ORDER BY id""").param("key", key).query(String.class).list())
                .containsExactly(source.name() + " 4 4", "third 77 5");
    }

    @Test
    void what_was_born_here_and_comes_back_is_let_go_and_counts_as_arrived() {
        String key = key(2);
        List<Received> messages = List.of(told(key, 1, 0, new Origin("parish", 9, 9), source), message(key, 2, 1));
        assertThat(intake.take(messages)).isEqualTo(taken(messages));
        assertThat(arrived()).containsExactly(key + "-2");
        assertThat(mark(2).position()).isEqualTo(2);
    }

    @Test
    void a_gap_stops_its_shard_and_is_recorded_while_other_shards_go_on() {
        String key = key(1);
        String other = key(2);
        Received one = message(key, 1, 0);
        Received three = message(key, 3, 2);
        Received four = message(key, 4, 3);
        Received elsewhere = message(other, 1, 0);
        Outcome outcome = intake.take(List.of(one, three, elsewhere, four));
        assertThat(outcome).isEqualTo(new Outcome(List.of(one, elsewhere), List.of(three, four), List.of()));
        assertThat(arrived()).containsExactlyInAnyOrder(key + "-1", other + "-1");
        Mark waits = mark(1);
        assertThat(waits.position()).isEqualTo(1);
        assertThat(waits.gapUntil()).isEqualTo(2);
        assertThat(waits.gapSince()).isNotNull();

        intake.take(List.of(three, four));
        assertThat(mark(1)).isEqualTo(waits);
    }

    @Test
    void a_shard_goes_on_by_itself_when_the_gap_is_filled_also_from_behind() {
        String key = key(1);
        Received three = message(key, 3, 2);
        intake.take(List.of(message(key, 1, 0), three));
        Received two = message(key, 2, 1);
        Outcome outcome = intake.take(List.of(three, two));
        assertThat(outcome).isEqualTo(new Outcome(List.of(two), List.of(three), List.of()));
        assertThat(mark(1)).isEqualTo(new Mark(source.name(), 1, 1, 2, null, null, false));

        assertThat(intake.take(List.of(three, two))).isEqualTo(taken(List.of(three, two)));
        assertThat(arrived()).containsExactly(key + "-1", key + "-2", key + "-3");
    }

    @Test
    void where_a_person_gives_up_what_is_missing_the_shard_goes_on_behind_it() {
        String key = key(1);
        Received three = message(key, 3, 2);
        intake.take(List.of(three));
        mend().decide(source.name(), 1, Decision.SKIP, "a person");
        assertThat(intake.take(List.of(three))).isEqualTo(taken(List.of(three)));
        assertThat(arrived()).containsExactly(key + "-3");
    }

    @Test
    void where_a_resend_is_awaited_what_is_behind_the_gap_is_let_go_and_comes_again_with_it() {
        String key = key(1);
        Received three = message(key, 3, 2);
        intake.take(List.of(message(key, 1, 0), three));
        mend().decide(source.name(), 1, Decision.AWAIT_RESEND, "a person");
        List<Received> behind = List.of(three, message(key, 4, 3));
        assertThat(intake.take(behind)).isEqualTo(taken(behind));
        assertThat(arrived()).containsExactly(key + "-1");

        intake.take(List.of(message(key, 1, 0), message(key, 2, 1), message(key, 3, 2), message(key, 4, 3)));
        assertThat(arrived()).containsExactly(key + "-1", key + "-2", key + "-3", key + "-4");
        assertThat(mark(1)).isEqualTo(new Mark(source.name(), 1, 1, 4, null, null, false));
    }

    @Test
    void where_only_a_part_is_sent_again_the_gap_is_smaller_and_a_person_decides_on_the_rest() {
        String key = key(1);
        intake.take(List.of(message(key, 1, 0), message(key, 9, 8)));
        mend().decide(source.name(), 1, Decision.AWAIT_RESEND, "a person");
        Received five = message(key, 5, 4);
        assertThat(intake.take(List.of(five, message(key, 9, 8))).early()).contains(five);
        assertThat(mark(1)).matches(mark -> Objects.equals(mark.gapUntil(), 4L) && !mark.awaitsResend());
        assertThat(mark(1).inWords())
                .contains("after position 1 and up to 4")
                .contains("{\"shard\":1,\"fromPosition\":2} at " + source.name())
                .contains("/api/messaging/bridge/gaps/" + source.name() + "/1");
        mend().decide(source.name(), 1, Decision.SKIP, "a person");
        assertThat(intake.take(List.of(five))).isEqualTo(taken(List.of(five)));
        assertThat(arrived()).containsExactly(key + "-1", key + "-5");
    }

    @Test
    void of_a_new_epoch_the_common_history_is_kept_and_the_other_is_taken_in() {
        String key = key(4);
        intake.take(IntStream.rangeClosed(1, 5)
                .mapToObj(n -> message(key, n, n - 1))
                .toList());
        Site restored = new Site(source.name(), source.id(), 2, true);
        List<Received> again = List.of(
                told(key, 2, 1, null, restored, 3),
                told(key, 3, 2, null, restored, 3),
                told(key, 4, 3, null, restored, 3));
        assertThat(intake.take(again)).isEqualTo(taken(again));
        assertThat(arrived()).containsExactly(key + "-1", key + "-2", key + "-3", key + "-4", key + "-5", key + "-4");
        assertThat(mark(4)).isEqualTo(new Mark(source.name(), 4, 2, 4, null, null, false));

        List<Received> late = List.of(message(key, 6, 5));
        assertThat(intake.take(late)).as("of the history that is over").isEqualTo(taken(late));
        assertThat(arrived()).hasSize(6);
    }

    @Test
    void a_gap_at_the_beginning_of_a_new_epoch_can_be_given_up() {
        String key = key(4);
        intake.take(IntStream.rangeClosed(1, 5)
                .mapToObj(n -> message(key, n, n - 1))
                .toList());
        Site restored = new Site(source.name(), source.id(), 2, true);
        Received six = told(key, 6, 5, null, restored, 3);
        assertThat(intake.take(List.of(six)).early()).containsExactly(six);
        assertThat(mark(4)).matches(mark -> mark.epoch() == 2 && mark.position() == 3);
        mend().decide(source.name(), 4, Decision.SKIP, "a person");
        assertThat(intake.take(List.of(six))).isEqualTo(taken(List.of(six)));
    }

    @Test
    void another_installation_of_that_name_is_refused_and_named() {
        Received stranger = told(key(1), 1, 0, null, site(1));
        assertRefused(stranger, "and what is known by that name is /orderly/" + source.name() + "/" + source.id());
    }

    @Test
    void a_site_with_another_number_of_shards_is_refused() {
        String key = key(1);
        CloudEvent event = Objects.requireNonNull(message(key, 1, 0).event());
        Received wrong = Received.of(
                5, CloudEventBuilder.v1(event).withExtension("shard", "5").build(), new Object());
        assertRefused(wrong, "its key belongs to shard 1 and not to 5; do both sites have the same number of shards?");
    }

    @Test
    void what_is_no_event_is_refused_with_what_the_adapter_says_and_the_others_pass() {
        String key = key(6);
        Received one = message(key, 1, 0);
        Received garbage = Received.unreadable(6, "It is no CloudEvent", new Object());
        Outcome outcome = intake.take(List.of(garbage, one));
        assertThat(outcome.taken()).containsExactly(one);
        assertThat(outcome.refused()).containsExactly(new Intake.Refused(garbage, "It is no CloudEvent"));
    }

    @Test
    void two_receivers_with_the_same_messages_take_each_event_in_once() {
        String key = key(7);
        List<Received> messages = IntStream.rangeClosed(1, 50)
                .mapToObj(n -> message(key, n, n - 1))
                .toList();
        SiteIntake other = new SiteIntake(office.log(), marks(), source, new BridgeMeters(new SimpleMeterRegistry()));
        CompletableFuture.allOf(Stream.of(intake, other)
                        .map(each -> CompletableFuture.runAsync(() -> each.take(messages)))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(arrived()).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void a_shard_that_nothing_is_known_of_waits() {
        office.jdbc()
                .sql("DELETE FROM received WHERE source = :source AND shard = 3")
                .param("source", source.name())
                .update();
        Received message = message(key(3), 1, 0);
        assertThat(intake.take(List.of(message)).early()).containsExactly(message);
    }

    private void assertRefused(Received message, String reason) {
        Outcome outcome = intake.take(List.of(message));
        assertThat(outcome.taken()).isEmpty();
        assertThat(outcome.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.message()).isSameAs(message);
            assertThat(refused.reason()).contains(reason);
        });
        assertThat(arrived()).isEmpty();
    }

    private static Outcome taken(List<Received> messages) {
        return new Outcome(messages, List.of(), List.of());
    }

    private static Marks marks() {
        return new Marks(office.jdbc());
    }

    private static MendBridge mend() {
        return new MendBridge(office.log(), marks(), new Exports(office.jdbc()));
    }

    private Mark mark(int shard) {
        return office.log()
                .inTransaction(() -> marks().lock(source.name(), shard).orElseThrow());
    }

    /** What has come from the source, in order: key and position. */
    private List<String> arrived() {
        return office.jdbc()
                .sql("""
                        SELECT aggregate_id FROM outbox
                        WHERE origin = :source OR correlation_id = :source ORDER BY id""")
                .param("source", source.name())
                .query((row, n) -> row.getString("aggregate_id"))
                .list();
    }

    private static Site site(int epoch) {
        String id = UUID.randomUUID().toString();
        return new Site("s" + id.substring(0, 8), id, epoch, true);
    }

    private static String key(int shard) {
        return Stream.generate(() -> UUID.randomUUID().toString())
                .filter(key -> office.log().shardOf(key) == shard)
                .findFirst()
                .orElseThrow();
    }

    private Received message(String key, long position, long previous) {
        return told(key, position, previous, null, source);
    }

    private Received told(String key, long position, long previous, @Nullable Origin origin, Site by) {
        return told(key, position, previous, origin, by, 0);
    }

    private Received told(String key, long position, long previous, @Nullable Origin origin, Site by, long epochStart) {
        int shard = office.log().shardOf(key);
        StoredEvent event = new StoredEvent(
                UUID.randomUUID().toString(),
                "parcel",
                key + "-" + position,
                "parcel.sent",
                1,
                key,
                shard,
                "{}",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                source.name(),
                null);
        return Received.of(
                shard,
                WireFormat.write(
                        new Carried(new LoggedEvent(position, event, origin), Instant.EPOCH), by, previous, epochStart),
                new Object());
    }
}

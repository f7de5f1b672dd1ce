package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderly.bridge.Marks.Mark;
import dev.orderly.bridge.MendBridge.Decision;
import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.Rotation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The contract over a broker. The ordinary suite holds Kafka to it, which needs no installation, and the broker of the day;
 * {@code orderly.test.brokers} names others, and {@code -Pbrokers} runs all. What depends on the database, the contract over
 * the built-in log shows on each.
 */
@Tag("once-in-ci")
abstract class BrokerCarryContract extends CarryContract {

    abstract BrokerType type();

    /** The broker, not started; aborts with what to install where this machine has none. */
    abstract BrokerProcess process() throws Exception;

    @Override
    Carrier carrier() throws Exception {
        List<BrokerType> ofToday = Rotation.brokers();
        String words = ofToday.stream().map(BrokerType::property).collect(Collectors.joining(", "));
        System.out.println("Beside Kafka the contract is run over " + words + ".");
        assumeTrue(
                type() == BrokerType.KAFKA || ofToday.contains(type()),
                "It is %s's turn; -Dorderly.test.brokers=%s or -Pbrokers runs this one"
                        .formatted(words, type().property()));
        return new Bridged(process());
    }

    @Test
    void what_the_broker_has_lost_stops_its_shard_alone_and_is_sent_again_when_a_person_says_so() {
        Office hub = sender();
        List<String> others = keys("others", shard -> shard != 3);
        List<String> stopped = keys("stopped", shard -> shard == 3);
        Stream.of(others, stopped).forEach(hub.post()::register);
        awaitTaken();
        long mark = mark(3).position();
        lose(3, mark + 5, () -> {
            for (int n = 0; n < 30; n++) {
                hub.post().send(stopped, "x");
            }
        });
        for (int n = 0; n < 20; n++) {
            hub.post().send(others, "x");
        }
        assertArrived("others");
        await().atMost(PATIENCE).until(() -> mark(3).gapSince() != null);
        assertThat(mark(3).position()).isEqualTo(mark);
        assertThat(mark(3).gapUntil()).isEqualTo(mark + 5);

        mend(receiver()).decide("hub", 3, Decision.AWAIT_RESEND, "a person");
        mend(hub).resend(3, mark + 1, "a person");
        assertArrived("stopped");
        assertThat(mark(3).gapSince()).isNull();
    }

    @Test
    void what_others_send_in_is_taken_once_where_the_contract_allows_it_and_set_aside_where_not() {
        double refused = sender().counted("orderly.bridge.refused");
        ((Bridged) opened()).sendFromOutside("outsider");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(receiver().handled("outsider")).containsExactly(1L));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(sender().counted("orderly.bridge.refused")).isEqualTo(refused + 1));
        assertThat(sender().count("SELECT COUNT(*) FROM outbox WHERE event_key = 'outsider'"))
                .isEqualTo(1);
    }

    private Map<Integer, Mark> marks() {
        return ((Bridged) opened()).marks();
    }

    private Mark mark(int shard) {
        return Objects.requireNonNull(marks().get(shard));
    }

    private void awaitTaken() {
        opened().awaitTaken(PATIENCE);
        await().atMost(PATIENCE)
                .untilAsserted(() -> marks().forEach((shard, mark) -> assertThat(mark.position())
                        .isEqualTo(sender().log().heads().getOrDefault(shard, 0L))));
    }

    /** As if the events up to there, which are told meanwhile, had been sent: the exporter waits until they are behind it. */
    private void lose(int shard, long upTo, Runnable tell) {
        Office hub = sender();
        hub.log().inTransaction(() -> {
            new Exports(hub.jdbc()).lock();
            CompletableFuture.runAsync(tell).join();
            await().atMost(PATIENCE).until(() -> hub.log().heads().getOrDefault(shard, 0L) > upTo);
            for (String sql : List.of(
                    "UPDATE consumer_cursor SET position = :position WHERE module = 'bridge' AND shard = :shard",
                    "UPDATE exported SET position = :position WHERE shard = :shard")) {
                hub.jdbc()
                        .sql(sql)
                        .param("position", upTo)
                        .param("shard", shard)
                        .update();
            }
            return true;
        });
    }

    private static MendBridge mend(Office office) {
        return new MendBridge(office.log(), new Marks(office.jdbc()), new Exports(office.jdbc()));
    }

    private List<String> keys(String prefix, IntPredicate shard) {
        return IntStream.range(0, 1_000)
                .mapToObj(n -> prefix + "-" + n)
                .filter(key -> shard.test(sender().log().shardOf(key)))
                .limit(20)
                .toList();
    }
}

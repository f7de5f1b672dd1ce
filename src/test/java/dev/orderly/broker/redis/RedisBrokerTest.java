package dev.orderly.broker.redis;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerPortContract;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Message;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.RedisProcess;
import dev.orderly.broker.Sender;
import dev.orderly.broker.TakesOn;
import dev.orderly.broker.Topic;
import dev.orderly.messaging.TelemetryEvent.Page;
import dev.orderly.messaging.TelemetryEvent.PageView;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.lettuce.core.AclCategory;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Redis Streams, with the distribution's server in a process of its own. */
@TakesOn(BrokerType.REDIS_STREAMS)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RedisBrokerTest extends BrokerPortContract {

    private static final Duration WAIT = Duration.ofMillis(500);

    private static RedisProcess redis;

    private RedisServer server;
    private StatefulRedisConnection<String, byte[]> connection;
    private RedisCommands<String, byte[]> commands;
    private Broker broker;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = new RedisProcess();
        redis.start();
    }

    @AfterAll
    static void stopRedis() throws IOException {
        if (redis != null) {
            redis.close();
        }
    }

    @BeforeEach
    void connect() {
        server = new RedisServer(at(redis.port()));
        connection = server.connect();
        commands = connection.sync();
        broker = byCable();
    }

    @AfterEach
    void disconnect() {
        broker.close();
        connection.close();
        server.close();
    }

    @Override
    protected Broker broker() {
        return broker;
    }

    @Test
    void a_killed_server_has_lost_nothing_that_it_confirmed_when_it_is_back() throws Exception {
        List<String> confirmed = new ArrayList<>();
        broker.subscribe(topic, "site-a");
        CountDownLatch underWay = new CountDownLatch(20);
        try (Sender sender = broker.sender(topic)) {
            Thread killer = Thread.ofVirtual().start(() -> {
                awaitQuietly(underWay);
                redis.kill();
            });
            assertThatThrownBy(() -> {
                        for (int n = 0; ; n++) {
                            int first = n * 8;
                            List<Message> batch = IntStream.range(first, first + 8)
                                    .mapToObj(event -> message(event % LANES, "event-" + event))
                                    .toList();
                            sender.send(batch);
                            batch.forEach(
                                    message -> confirmed.add(message.event().getId()));
                            underWay.countDown();
                        }
                    })
                    .isInstanceOf(BrokerUnavailable.class);
            killer.join();
            redis.start();
            int next = confirmed.size();
            sender.send(List.of(message(next % LANES, "event-" + next)));
            confirmed.add("event-" + next);
        }
        try (Receiver receiver = broker.receiver(topic, "site-a")) {
            List<Received> arrived = new ArrayList<>();
            while (!new TreeSet<>(ids(arrived)).containsAll(confirmed)) {
                List<Received> some = receiver.receive(100, WAIT);
                assertThat(some).as("what is still there of " + confirmed).isNotEmpty();
                arrived.addAll(some);
            }
            byLane(arrived)
                    .forEach((lane, ids) -> assertThat(numbers(ids).distinct()).isSorted());
        }
    }

    @Test
    void a_sender_and_a_receiver_go_on_when_the_cable_is_mended() {
        broker.subscribe(topic, "site-a");
        try (Sender sender = broker.sender(topic)) {
            Receiver receiver = broker.receiver(topic, "site-a");
            sender.send(List.of(message(0, "before")));
            assertThat(ids(receive(receiver, 1))).containsExactly("before");

            redis.cut();
            assertThatThrownBy(() -> sender.send(List.of(message(0, "lost"))))
                    .isInstanceOf(BrokerUnavailable.class)
                    .hasMessageContaining("Redis at 127.0.0.1");
            assertThatThrownBy(() -> receiver.receive(1, WAIT)).isInstanceOf(BrokerUnavailable.class);
            receiver.close();

            redis.mend();
            sender.send(List.of(message(0, "after")));
            try (Receiver next = broker.receiver(topic, "site-a")) {
                assertThat(ids(receive(next, 1))).containsExactly("after");
            }
        }
    }

    @Test
    void the_broker_is_made_while_the_server_is_away_and_says_so_when_it_is_used() {
        redis.cut();
        try (Broker early = byCable()) {
            assertThatThrownBy(() -> early.sender(topic)).isInstanceOf(BrokerUnavailable.class);
            assertThatThrownBy(() -> early.receiver(topic, "site-a")).isInstanceOf(BrokerUnavailable.class);
            assertThatThrownBy(() -> early.subscribe(topic, "site-a")).isInstanceOf(BrokerUnavailable.class);
            assertThatThrownBy(early::guarantees).isInstanceOf(BrokerUnavailable.class);
            redis.mend();
            early.subscribe(topic, "site-a");
        } finally {
            redis.mend();
        }
    }

    @Test
    void two_receivers_share_the_lanes_and_each_lane_stays_in_order() {
        try (Broker other = byCable();
                Sender sender = broker.sender(topic);
                Receiver first = broker.receiver(topic, "site-a")) {
            send(sender, 0, 40);
            List<Received> byFirst = new ArrayList<>(receive(first, 40));
            try (Receiver second = other.receiver(topic, "site-a")) {
                List<Received> bySecond = new ArrayList<>();
                int sent = 40;
                while (lanes(bySecond).size() < LANES / 2) {
                    send(sender, sent, sent + LANES);
                    sent += LANES;
                    drain(first, byFirst);
                    drain(second, bySecond);
                }
                // Lanes have an owner each by now: what each has from here on is of its own lanes.
                int settled = sent;
                send(sender, sent, sent + 40);
                sent += 40;
                while (byFirst.size() + bySecond.size() < sent) {
                    drain(first, byFirst);
                    drain(second, bySecond);
                }
                assertThat(lanes(since(byFirst, settled))).hasSize(LANES / 2);
                assertThat(lanes(since(bySecond, settled))).hasSize(LANES / 2);
                for (List<Received> one : List.of(byFirst, bySecond)) {
                    byLane(one).forEach((lane, ids) -> assertThat(numbers(ids)).isSorted());
                }
                List<String> all = new ArrayList<>(ids(byFirst));
                all.addAll(ids(bySecond));
                assertThat(all).hasSize(sent).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void more_receivers_than_lanes_stand_by_and_take_over() {
        Topic narrow = new Topic(topic.name(), 1);
        try (Sender sender = broker.sender(narrow)) {
            try (Receiver first = broker.receiver(narrow, "site-a")) {
                sender.send(List.of(message(0, "one")));
                assertThat(ids(receive(first, 1))).containsExactly("one");
            }
            Receiver first = broker.receiver(narrow, "site-a");
            assertThat(first.receive(1, Duration.ZERO)).isEmpty();
            try (Receiver second = broker.receiver(narrow, "site-a")) {
                sender.send(List.of(message(0, "two")));
                List<Received> taken = new ArrayList<>();
                while (taken.isEmpty()) {
                    taken.addAll(first.receive(1, WAIT));
                    taken.addAll(second.receive(1, WAIT));
                }
                first.close();
                second.acknowledge(taken);
                sender.send(List.of(message(0, "three")));
                assertThat(ids(receive(second, 1))).containsExactly("three");
            }
        }
    }

    @Test
    void what_a_receiver_had_that_is_cut_off_comes_in_order_to_the_one_who_follows() {
        try (Broker direct = at(redis.port(), "");
                Sender sender = direct.sender(topic)) {
            Receiver gone = broker.receiver(topic, "site-a");
            send(sender, 0, 40);
            receive(gone, 20, false);
            redis.cut();
            try (Receiver next = direct.receiver(topic, "site-a")) {
                send(sender, 40, 60);
                List<Received> arrived = receive(next, 60);
                byLane(arrived).forEach((lane, ids) -> assertThat(numbers(ids)).isSorted());
            } finally {
                redis.mend();
                gone.close();
            }
        }
    }

    @Test
    void a_receiver_whose_lease_is_over_is_given_nothing_more_of_the_lane() {
        Topic narrow = new Topic(topic.name(), 1);
        StreamKeys keys = new StreamKeys(narrow);
        try (Sender sender = broker.sender(narrow);
                Receiver stopped = broker.receiver(narrow, "site-a")) {
            send(sender, narrow, 0, 2);
            assertThat(receive(stopped, 1, false)).hasSize(1);
            commands.set(keys.lease(0, "site-a"), Texts.bytes("another"));

            assertThat(stopped.receive(10, Duration.ZERO)).isEmpty();

            commands.del(keys.lease(0, "site-a"));
            assertThat(ids(receive(stopped, 2))).containsExactly("event-0", "event-1");
        }
    }

    @Test
    void what_is_no_CloudEvent_is_unreadable_and_is_set_aside_with_its_reason() {
        StreamKeys keys = new StreamKeys(topic);
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            commands.xadd(keys.stream(0), Map.of("event", Texts.bytes("no JSON")));
            commands.xadd(keys.stream(0), Map.of("other", Texts.bytes("{}")));
            commands.xadd(keys.stream(0), Map.of("event", Texts.bytes("{\"specversion\":\"1.0\"}")));
            for (String odd : List.of("", "null", "[]", "7", "{}")) {
                commands.xadd(keys.stream(0), Map.of("event", Texts.bytes(odd)));
            }
            sender.send(List.of(message(0, "sound")));

            List<Received> arrived = receive(receiver, 9, false);
            assertThat(arrived.subList(0, 8)).extracting(Received::event).containsOnlyNulls();
            assertThat(arrived.get(0).fault()).startsWith("The field event is no CloudEvent as JSON: ");
            assertThat(arrived.get(1).fault()).isEqualTo("The entry has no field event");
            assertThat(Objects.requireNonNull(arrived.get(8).event()).getId()).isEqualTo("sound");

            receiver.setAside(arrived.get(0), "because");
            receiver.acknowledge(arrived.subList(1, 9));
            assertThat(receiver.backlog()).containsEntry(0, 0L);
            List<StreamMessage<String, byte[]>> dead = commands.xrange(keys.dead(), Range.unbounded());
            assertThat(dead).hasSize(1);
            assertThat(dead.getFirst().getBody())
                    .hasEntrySatisfying("event", event -> assertThat(event).isEqualTo(Texts.bytes("no JSON")))
                    .hasEntrySatisfying("reason", reason -> assertThat(reason).isEqualTo(Texts.bytes("because")))
                    .hasEntrySatisfying("lane", lane -> assertThat(lane).isEqualTo(Texts.bytes("0")))
                    .hasEntrySatisfying("group", group -> assertThat(group).isEqualTo(Texts.bytes("site-a")));
        }
    }

    @Test
    void what_waits_is_counted_where_the_server_does_not_know_it() {
        StreamKeys keys = new StreamKeys(topic);
        broker.subscribe(topic, "site-a");
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            send(sender, 0, 4 * LANES);
            assertThat(receiver.backlog())
                    .containsOnly(Map.entry(0, 4L), Map.entry(1, 4L), Map.entry(2, 4L), Map.entry(3, 4L));
            String second = commands.xrange(keys.stream(0), Range.unbounded(), Limit.from(2))
                    .getLast()
                    .getId();
            commands.xdel(keys.stream(0), second);
            assertThat(receiver.backlog()).containsEntry(0, 3L);
        }
    }

    @Test
    void nobody_is_given_more_than_he_asks_for_and_the_rest_waits_at_the_server() {
        StreamKeys keys = new StreamKeys(topic);
        try (Sender sender = broker.sender(topic);
                Receiver slow = broker.receiver(topic, "site-a")) {
            send(sender, 0, 400);
            int taken = 0;
            while (taken < 60) {
                List<Received> some = slow.receive(7, WAIT);
                assertThat(some).hasSizeLessThanOrEqualTo(7);
                taken += some.size();
                long delivered = IntStream.range(0, LANES)
                        .mapToLong(lane ->
                                commands.xpending(keys.stream(lane), "site-a").getCount())
                        .sum();
                assertThat(delivered).isEqualTo(taken);
            }
        }
    }

    @Test
    void large_messages_come_a_few_at_a_time() {
        Topic narrow = new Topic(topic.name(), 1);
        byte[] large = ("{\"much\":\"" + "x".repeat(200_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        try (Sender sender = broker.sender(narrow);
                Receiver receiver = broker.receiver(narrow, "site-a")) {
            sender.send(IntStream.range(0, 150)
                    .mapToObj(n -> new Message(
                            0,
                            CloudEventBuilder.v1(message(0, "event-" + n).event())
                                    .withData("application/json", large)
                                    .build()))
                    .toList());
            List<Received> some = receiver.receive(150, WAIT);
            assertThat(some).hasSizeLessThanOrEqualTo(100);
            receiver.acknowledge(some);
            List<String> all = new ArrayList<>(ids(some));
            all.addAll(ids(receive(receiver, 150 - some.size())));
            assertThat(numbers(all).distinct().count()).isEqualTo(150);
            assertThat(numbers(all)).isSorted();
        }
    }

    @Test
    void how_large_messages_are_is_found_out_before_many_are_asked_for() {
        byte[] large = ("{\"much\":\"" + "x".repeat(200_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        broker.subscribe(topic, "site-a");
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(IntStream.range(0, 60 * LANES)
                    .mapToObj(n -> new Message(
                            n % LANES,
                            CloudEventBuilder.v1(message(0, "event-" + n).event())
                                    .withData("application/json", large)
                                    .build()))
                    .toList());
            assertThat(receiver.receive(500, WAIT))
                    .as("4 MB, and once as much again for what nobody knew")
                    .hasSizeBetween(1, 60);
        }
    }

    @Test
    void a_stream_that_only_strangers_send_to_is_trimmed_by_who_receives_it() {
        Topic narrow = new Topic(topic.name(), 1);
        String stream = new StreamKeys(narrow).stream(0);
        try (Broker forgetful = broker(at(redis.port()), "", Duration.ofMillis(1))) {
            try (Receiver receiver = forgetful.receiver(narrow, "site-a")) {
                IntStream.range(0, 1_000)
                        .forEach(n -> commands.xadd(stream, Map.of("event", Texts.bytes("from outside"))));
                receive(receiver, 1_000);
            }
            try (Receiver next = forgetful.receiver(narrow, "site-a")) {
                assertThat(next.receive(1, Duration.ZERO)).isEmpty();
            }
        }
        assertThat(commands.xlen(stream)).isLessThan(1_000);
    }

    @Test
    void trimming_stops_at_what_the_slowest_group_has_not_acknowledged() {
        Topic narrow = new Topic(topic.name(), 1);
        StreamKeys keys = new StreamKeys(narrow);
        broker.subscribe(narrow, "slow");
        RedisSender sender =
                new RedisSender(server, keys, new JsonFormat(), Duration.ofSeconds(10), Duration.ofMillis(1));
        try (sender;
                Receiver fast = broker.receiver(narrow, "fast");
                Receiver slow = broker.receiver(narrow, "slow")) {
            send(sender, narrow, 0, 1_000);
            receive(fast, 1_000);
            assertThat(sender.trim()).isZero();

            List<Received> delivered = receive(slow, 600, false);
            assertThat(sender.trim())
                    .as("what is deleted while nothing is acknowledged")
                    .isZero();

            slow.acknowledge(delivered.subList(0, 500));
            assertThat(sender.trim()).isBetween(300L, 500L);
            slow.giveBack(delivered.subList(500, 600));
            assertThat(ids(receive(slow, 500)).getFirst()).isEqualTo("event-500");

            assertThat(sender.trim()).isPositive();
            assertThat(slow.backlog()).containsEntry(0, 0L);
        }
    }

    @Test
    void what_is_younger_than_the_retention_stays_though_all_have_it() {
        Topic narrow = new Topic(topic.name(), 1);
        RedisSender sender = new RedisSender(
                server, new StreamKeys(narrow), new JsonFormat(), Duration.ofSeconds(10), Duration.ofHours(1));
        try (sender;
                Receiver receiver = broker.receiver(narrow, "site-a")) {
            send(sender, narrow, 0, 1_000);
            receive(receiver, 1_000);
            assertThat(sender.trim()).isZero();
            assertThat(commands.xlen(new StreamKeys(narrow).stream(0))).isEqualTo(1_000);
        }
    }

    @Test
    void a_full_server_takes_all_of_a_lanes_events_or_none_and_says_what_to_do() {
        Topic narrow = new Topic(topic.name(), 1);
        StreamKeys keys = new StreamKeys(narrow);
        try (Sender sender = broker.sender(narrow)) {
            sender.send(List.of(message(0, "before")));
            commands.configSet("maxmemory", "1");
            try {
                assertThatThrownBy(() -> send(sender, narrow, 0, 5))
                        .isInstanceOf(BrokerUnavailable.class)
                        .hasMessageContaining("raise maxmemory");
            } finally {
                commands.configSet("maxmemory", "0");
            }
            assertThat(commands.xlen(keys.stream(0))).isEqualTo(1);
            send(sender, narrow, 0, 5);
            assertThat(commands.xlen(keys.stream(0))).isEqualTo(6);
        }
    }

    @Test
    void a_topic_with_another_number_of_lanes_is_refused() {
        broker.subscribe(topic, "site-a");
        assertThatThrownBy(() -> broker.sender(new Topic(topic.name(), LANES + 1)))
                .isInstanceOf(BrokerUnfit.class)
                .hasMessageContaining("with 4 lanes, not 5");
    }

    @Test
    void a_key_that_is_no_stream_is_refused() {
        commands.set(new StreamKeys(topic).stream(1), Texts.bytes("another's"));
        assertThatThrownBy(() -> broker.subscribe(topic, "site-a"))
                .isInstanceOf(BrokerUnfit.class)
                .hasMessageContaining("orderly.broker.prefix");
        try (Sender sender = broker.sender(topic)) {
            assertThatThrownBy(() -> sender.send(List.of(message(1, "one")))).isInstanceOf(BrokerUnfit.class);
        }
    }

    @Test
    void a_lane_that_the_topic_does_not_have_is_refused() {
        try (Sender sender = broker.sender(topic)) {
            assertThatThrownBy(() -> sender.send(List.of(message(LANES, "one"))))
                    .isInstanceOf(BrokerRefused.class);
        }
    }

    @Test
    void a_stream_that_somebody_deleted_is_made_anew() {
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(List.of(message(0, "one")));
            receive(receiver, 1);
            commands.del(new StreamKeys(topic).stream(0));
            assertThatThrownBy(() -> receive(receiver, 1)).isInstanceOf(BrokerUnavailable.class);
        }
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(List.of(message(0, "two")));
            assertThat(ids(receive(receiver, 1))).containsExactly("two");
        }
    }

    @Test
    void a_server_that_writes_before_it_confirms_falls_short_of_nothing() {
        assertThat(broker.guarantees().shortcomings()).isEmpty();
        assertThat(broker.guarantees().accepted()).isEmpty();
        assertThat(broker.guarantees().durable()).isTrue();
    }

    @Test
    void a_server_that_confirms_before_it_writes_falls_short() {
        with("appendfsync", "everysec", () -> {
            assertThat(broker.guarantees().durable()).isFalse();
            assertThat(broker.guarantees().shortcomings())
                    .singleElement()
                    .asString()
                    .endsWith("confirms before it has written to disk: set appendfsync from everysec to always.");
        });
        with(
                "no-appendfsync-on-rewrite",
                "yes",
                () -> assertThat(broker.guarantees().shortcomings())
                        .singleElement()
                        .asString()
                        .endsWith("set no-appendfsync-on-rewrite to no."));
        with(
                "appendonly",
                "no",
                () -> assertThat(broker.guarantees().shortcomings())
                        .singleElement()
                        .asString()
                        .endsWith("set appendonly to yes and appendfsync to always."));
    }

    @Test
    void a_server_with_a_replica_falls_short_since_that_one_may_be_put_in_its_place() throws Exception {
        try (RedisProcess primary = new RedisProcess();
                RedisProcess replica = new RedisProcess()) {
            primary.start();
            replica.start();
            try (RedisServer behind = new RedisServer(at(replica.port()));
                    StatefulRedisConnection<String, byte[]> there = behind.connect();
                    Broker asked = at(primary.port(), "");
                    Broker accepted = at(primary.port(), "accepted by J. Doe, 2026-11-27")) {
                there.sync().replicaof("127.0.0.1", primary.port());
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(asked.guarantees().shortcomings())
                                .singleElement()
                                .asString()
                                .contains("has replicas", "orderly.broker.accept-loss-window"));
                assertThat(asked.guarantees().durable()).isFalse();
                assertThat(accepted.guarantees().shortcomings()).isEmpty();
                assertThat(accepted.guarantees().accepted()).hasSize(1);
            }
        }
    }

    @Test
    void a_loss_window_is_accepted_in_writing() {
        with("appendfsync", "everysec", () -> {
            try (Broker accepted = at(redis.port(), "accepted by J. Doe, 2026-11-27")) {
                assertThat(accepted.guarantees().durable()).isFalse();
                assertThat(accepted.guarantees().shortcomings()).isEmpty();
                assertThat(accepted.guarantees().accepted())
                        .singleElement()
                        .asString()
                        .endsWith("to always. Accepted: accepted by J. Doe, 2026-11-27");
            }
        });
    }

    @Test
    void a_server_that_forgets_when_memory_runs_out_is_accepted_by_nobody() {
        with(
                "maxmemory",
                "1gb",
                () -> with("maxmemory-policy", "allkeys-lru", () -> {
                    try (Broker accepted = at(redis.port(), "accepted by J. Doe, 2026-11-27")) {
                        assertThat(accepted.guarantees().shortcomings())
                                .singleElement()
                                .asString()
                                .endsWith("set maxmemory-policy from allkeys-lru to noeviction.");
                    }
                }));
    }

    @Test
    void a_server_that_cannot_be_asked_falls_short_unless_the_operator_answers_for_it() {
        commands.aclSetuser(
                "managed",
                AclSetuserArgs.Builder.on()
                        .addPassword("secret")
                        .allKeys()
                        .allChannels()
                        .allCommands()
                        .removeCommand(CommandType.CONFIG));
        try (Broker asked = broker(at("managed", "secret"), "");
                Broker accepted = broker(at("managed", "secret"), "accepted by J. Doe, 2026-11-27")) {
            assertThat(asked.guarantees().shortcomings())
                    .singleElement()
                    .asString()
                    .contains("cannot be asked");
            assertThat(accepted.guarantees().shortcomings()).isEmpty();
            assertThat(accepted.guarantees().accepted()).hasSize(1);
        } finally {
            commands.aclDeluser("managed");
        }
    }

    @Test
    void a_user_who_may_not_do_what_is_needed_is_refused() {
        commands.aclSetuser(
                "reader",
                AclSetuserArgs.Builder.on()
                        .addPassword("secret")
                        .allKeys()
                        .addCategory(AclCategory.READ)
                        .addCategory(AclCategory.CONNECTION));
        try (Broker refused = broker(at("reader", "secret"), "")) {
            assertThatThrownBy(() -> refused.subscribe(topic, "site-a"))
                    .isInstanceOf(BrokerUnfit.class)
                    .hasMessageContaining("+@stream");
        } finally {
            commands.aclDeluser("reader");
        }
    }

    @Test
    void the_connection_is_as_the_url_says() {
        try (RedisServer other = new RedisServer(byUrl("redis://127.0.0.1:" + redis.port() + "/3"));
                StatefulRedisConnection<String, byte[]> third = other.connect()) {
            third.sync().set(topic.name(), Texts.bytes("here"));
            assertThat(third.sync().get(topic.name())).isEqualTo(Texts.bytes("here"));
            assertThat(commands.get(topic.name())).isNull();
        }
    }

    @Test
    void an_address_that_is_none_is_said_without_its_password() {
        RedisConnectionProperties wrong = byUrl("redis://user:my secret@127.0.0.1:6379/0");
        assertThatThrownBy(() -> new RedisServer(wrong))
                .isInstanceOf(FailureAnalyzedException.class)
                .hasNoCause()
                .hasMessageContaining("spring.data.redis.url")
                .hasMessageNotContaining("secret");
    }

    @Test
    void telemetry_that_falls_off_the_list_is_refused_in_the_name_of_the_next() {
        PageView view = new PageView(Page.DOCS);
        try (RedisTelemetryQueue queue = new RedisTelemetryQueue(new RedisServer(at(redis.port())), topic::name)) {
            assertThat(queue.take(1, Duration.ofMillis(10))).isEmpty();
            String list = "orderly:" + topic.name() + ":telemetry";
            assertThat(queue.offer(view)).isTrue();
            await().atMost(SOON).until(() -> commands.llen(list) == 1);
            for (int n = 0; n < 100; n++) {
                commands.lpush(
                        list,
                        Stream.generate(() -> Texts.bytes(view.text()))
                                .limit(100)
                                .toArray(byte[][]::new));
            }
            await().atMost(SOON).until(() -> !queue.offer(view));
        }
    }

    @Test
    void a_wrong_password_is_said_and_not_shown() {
        with("requirepass", "secret-1", () -> {
            RedisConnectionProperties wrong = at("", "secret-2");
            assertThat(wrong.toString()).doesNotContain("secret");
            try (Broker refused = broker(wrong, "")) {
                assertThatThrownBy(() -> refused.sender(topic))
                        .isInstanceOf(BrokerUnavailable.class)
                        .hasMessageContaining("spring.data.redis.username and password")
                        .hasMessageNotContaining("secret");
            }
        });
    }

    private Broker byCable() {
        return at(Integer.parseInt(Objects.requireNonNull(redis.properties().get("spring.data.redis.port"))), "");
    }

    private static Broker at(int port, String acceptance) {
        return broker(at(port), acceptance);
    }

    private static Broker broker(RedisConnectionProperties connection, String acceptance) {
        return broker(connection, acceptance, Duration.ofDays(7));
    }

    private static Broker broker(RedisConnectionProperties connection, String acceptance, Duration retention) {
        return new RedisBrokerConfiguration()
                .redisBroker(
                        new Binder(new MapConfigurationPropertySource(Map.of(
                                        "orderly.broker.type",
                                        "redis-streams",
                                        "orderly.broker.accept-loss-window",
                                        acceptance)))
                                .bind("orderly.broker", BrokerProperties.class)
                                .get(),
                        connection,
                        new RedisStreamProperties(retention, Duration.ofSeconds(3)));
    }

    private static RedisConnectionProperties at(String username, String password) {
        return new RedisConnectionProperties(
                "",
                "127.0.0.1",
                redis.port(),
                username,
                password,
                0,
                new RedisConnectionProperties.Ssl(false),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2));
    }

    private static RedisConnectionProperties byUrl(String url) {
        return new RedisConnectionProperties(
                url,
                "nowhere.invalid",
                1,
                "",
                "",
                0,
                new RedisConnectionProperties.Ssl(false),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2));
    }

    private static RedisConnectionProperties at(int port) {
        return new RedisConnectionProperties(
                "",
                "127.0.0.1",
                port,
                "",
                "",
                0,
                new RedisConnectionProperties.Ssl(false),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2));
    }

    private void with(String setting, String value, Runnable check) {
        String before = Objects.requireNonNull(commands.configGet(setting).get(setting));
        commands.configSet(setting, value);
        try {
            check.run();
        } finally {
            commands.configSet(setting, before);
        }
    }

    private void send(Sender sender, int first, int end) {
        send(sender, topic, first, end);
    }

    private static void send(Sender sender, Topic topic, int first, int end) {
        sender.send(IntStream.range(first, end)
                .mapToObj(n -> message(n % topic.lanes(), "event-" + n))
                .toList());
    }

    private static void drain(Receiver receiver, List<Received> into) {
        List<Received> some = receiver.receive(100, Duration.ofMillis(50));
        receiver.acknowledge(some);
        into.addAll(some);
    }

    private static Stream<Integer> numbers(List<String> ids) {
        return ids.stream().map(id -> Integer.valueOf(id.substring("event-".length())));
    }

    private static List<Received> since(List<Received> messages, int number) {
        return messages.stream()
                .filter(message -> numbers(ids(List.of(message))).allMatch(n -> n >= number))
                .toList();
    }

    private static Set<Integer> lanes(List<Received> messages) {
        return messages.stream().map(Received::lane).collect(toSet());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

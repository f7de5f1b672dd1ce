package dev.orderly.broker.kafka;

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
import dev.orderly.broker.KafkaProcess;
import dev.orderly.broker.Message;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.TakesOn;
import dev.orderly.broker.Topic;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;

@TakesOn(BrokerType.KAFKA)
class KafkaBrokerTest extends BrokerPortContract {

    /** As long as by default; whoever waits for it in a test gives less. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Map<String, String> SHORT_TIMEOUT = Map.of("orderly.broker.send-timeout", SHORT.toString());
    private static final int PER_LANE = 25;

    private static KafkaProcess process;
    private static ConfigurableApplicationContext context;
    private static Broker broker;

    @Import(KafkaBrokerConfiguration.class)
    @ImportAutoConfiguration(KafkaAutoConfiguration.class)
    @EnableConfigurationProperties(BrokerProperties.class)
    static class Application {}

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        process = new KafkaProcess();
        process.start();
        context = application(Map.of());
        broker = context.getBean(Broker.class);
    }

    private static ConfigurableApplicationContext application(Map<String, String> more) {
        return application(process, more);
    }

    private static ConfigurableApplicationContext application(KafkaProcess process, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>(process.properties());
        properties.put("orderly.broker.prefix", "orderly-test");
        properties.put("orderly.broker.send-timeout", TIMEOUT.toString());
        properties.putAll(more);
        AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
        application.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        application.register(Application.class);
        application.refresh();
        return application;
    }

    @AfterAll
    static void stop() throws IOException {
        context.close();
        process.close();
    }

    @Override
    protected Broker broker() {
        return broker;
    }

    @Test
    void nothing_confirmed_is_lost_when_the_broker_is_killed_and_what_was_sent_again_leaves_no_gap() throws Exception {
        broker.subscribe(topic, "site-a");
        CompletableFuture<Void> someSent = new CompletableFuture<>();
        try (Sender sender = broker.sender(topic)) {
            CompletableFuture<Integer> failed = CompletableFuture.supplyAsync(() -> {
                for (int batch = 0; true; batch++) {
                    try {
                        sender.send(batch(batch));
                    } catch (BrokerUnavailable away) {
                        return batch;
                    }
                    if (batch == 20) {
                        someSent.complete(null);
                    }
                }
            });
            CompletableFuture.anyOf(someSent, failed).join();
            process.kill();
            int unconfirmed = failed.join();
            process.start();
            untilSent(sender, batch(unconfirmed));
            sender.send(batch(unconfirmed + 1));

            int perLane = (unconfirmed + 2) * PER_LANE;
            Map<Integer, Integer> next = new HashMap<>();
            try (Receiver receiver = broker.receiver(topic, "site-a")) {
                long deadline = System.nanoTime() + SOON.toNanos();
                while (!allAt(next, perLane) && System.nanoTime() < deadline) {
                    List<Received> some = receiver.receive(500, Duration.ofMillis(500));
                    for (Received message : some) {
                        int number = Integer.parseInt(id(message).substring("event-".length()));
                        int expected = next.getOrDefault(message.lane(), 0);
                        assertThat(number)
                                .as("no gap in lane " + message.lane())
                                .isLessThanOrEqualTo(expected);
                        next.put(message.lane(), Math.max(expected, number + 1));
                    }
                    receiver.acknowledge(some);
                }
            }
            assertThat(allAt(next, perLane))
                    .as("all of %s in each lane: %s", perLane, next)
                    .isTrue();
        }
    }

    private static List<Message> batch(int batch) {
        return IntStream.range(0, PER_LANE * LANES)
                .mapToObj(n -> message(n % LANES, "event-" + (batch * PER_LANE + n / LANES)))
                .toList();
    }

    private static boolean allAt(Map<Integer, Integer> next, int perLane) {
        return IntStream.range(0, LANES).allMatch(lane -> next.getOrDefault(lane, 0) == perLane);
    }

    private static void untilSent(Sender sender, List<Message> messages) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            try {
                sender.send(messages);
                return;
            } catch (BrokerUnavailable away) {
                if (System.nanoTime() > deadline) {
                    throw away;
                }
            }
        }
    }

    @Test
    void while_the_cable_is_cut_everybody_is_told_in_time_and_afterwards_everything_goes_on() {
        broker.subscribe(topic, "site-a");
        try (ConfigurableApplicationContext application = application(SHORT_TIMEOUT)) {
            cutAndMend(application.getBean(Broker.class));
        }
    }

    private void cutAndMend(Broker broker) {
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(List.of(message(0, "one"), message(0, "two")));
            List<Received> taken = receive(receiver, 2, false);
            receiver.acknowledge(taken.subList(0, 1));
            process.cut();
            try {
                assertUnavailableInTime(() -> sender.send(List.of(message(0, "three"))));
                assertUnavailableInTime(() -> receiver.acknowledge(taken.subList(1, 2)));
                assertUnavailableInTime(() -> broker.sender(topic).close());
                assertUnavailableInTime(() -> broker.receiver(topic, "site-b").close());
                assertUnavailableInTime(broker::guarantees);
                assertUnavailableInTime(() -> {
                    while (true) {
                        receiver.receive(10, Duration.ofMillis(100));
                    }
                });
                assertThat(receiver.backlog()).isEmpty();
            } finally {
                process.mend();
            }
            untilSent(sender, List.of(message(0, "three")));
            List<String> ids = ids(receive(receiver, 1));
            assertThat(ids.getFirst()).isIn("two", "three");
        }
        try (Receiver next = broker.receiver(topic, "site-b")) {
            assertThat(new ArrayList<>(new LinkedHashSet<>(ids(receive(next, 3)))))
                    .startsWith("one", "two", "three");
        }
    }

    private static void assertUnavailableInTime(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call).isInstanceOf(BrokerUnavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(4));
    }

    @Test
    void a_broker_that_is_away_is_no_reason_not_to_start() {
        for (String address : List.of("127.0.0.1:1", "no-such-host.invalid:9092")) {
            Map<String, String> more = new HashMap<>(SHORT_TIMEOUT);
            more.put("spring.kafka.bootstrap-servers", address);
            try (ConfigurableApplicationContext application = application(more)) {
                Broker away = application.getBean(Broker.class);
                assertUnavailableInTime(() -> away.sender(topic).close());
                assertUnavailableInTime(() -> away.subscribe(topic, "site-a"));
            }
        }
    }

    @Test
    void two_receivers_of_a_group_share_the_lanes_and_one_takes_over_what_the_other_leaves() {
        try (Sender sender = broker.sender(topic);
                Receiver stays = broker.receiver(topic, "site-a")) {
            Receiver leaves = broker.receiver(topic, "site-a");
            Map<Integer, List<String>> arrived = new HashMap<>();
            Set<Integer> lanesOfStaying = new HashSet<>();
            Set<Integer> lanesOfLeaving = new HashSet<>();
            int sent = 0;
            long deadline = System.nanoTime() + SOON.toNanos();
            while (lanesOfStaying.size() != 2 || lanesOfLeaving.size() != 2) {
                assertThat(System.nanoTime()).as("shared in time").isLessThan(deadline);
                lanesOfStaying.clear();
                lanesOfLeaving.clear();
                sender.send(perLane(sent));
                sent++;
                take(stays, arrived, lanesOfStaying);
                take(leaves, arrived, lanesOfLeaving);
            }
            sender.send(perLane(sent));
            sent++;
            List<Received> unfinished = leaves.receive(10, SOON);
            assertThat(unfinished).isNotEmpty();
            leaves.close();
            sender.send(perLane(sent));
            sent++;
            List<String> all =
                    IntStream.range(0, sent).mapToObj(n -> "event-" + n).toList();
            while (!IntStream.range(0, LANES)
                    .allMatch(lane -> arrived.getOrDefault(lane, List.of()).size() >= all.size())) {
                assertThat(System.nanoTime()).as("taken over in time").isLessThan(deadline);
                take(stays, arrived, lanesOfStaying);
            }
            for (int lane = 0; lane < LANES; lane++) {
                assertThat(arrived.get(lane)).as("lane %s", lane).isEqualTo(all);
            }
        }
    }

    private static List<Message> perLane(int number) {
        return IntStream.range(0, LANES)
                .mapToObj(lane -> message(lane, "event-" + number))
                .toList();
    }

    private static void take(Receiver receiver, Map<Integer, List<String>> arrived, Set<Integer> lanes) {
        List<Received> some = receiver.receive(100, Duration.ofMillis(200));
        some.forEach(message -> {
            arrived.computeIfAbsent(message.lane(), lane -> new ArrayList<>()).add(id(message));
            lanes.add(message.lane());
        });
        receiver.acknowledge(some);
    }

    @Test
    void an_owner_that_is_too_slow_loses_its_lanes_and_its_late_acknowledgements_count_for_nothing() {
        try (ConfigurableApplicationContext application = application(Map.of(
                        "spring.kafka.consumer.properties.max.poll.interval.ms", "2000",
                        "spring.kafka.consumer.properties.session.timeout.ms", "6000"));
                Sender sender = broker.sender(topic);
                Receiver slow = application.getBean(Broker.class).receiver(topic, "site-a")) {
            sender.send(List.of(message(0, "one"), message(0, "two")));
            List<Received> taken = receive(slow, 2, false);
            try (Receiver other = broker.receiver(topic, "site-a")) {
                List<Received> again = receive(other, 2, false);
                slow.acknowledge(taken);
                assertThat(ids(again)).containsExactly("one", "two");
            }
            assertThat(ids(receive(slow, 2))).containsExactly("one", "two");
        }
    }

    @Test
    void to_subscribe_while_somebody_receives_changes_nothing() {
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(List.of(message(0, "one"), message(0, "two")));
            List<Received> taken = receive(receiver, 2, false);
            broker.subscribe(topic, "site-a");
            receiver.acknowledge(taken);
            broker.subscribe(topic, "site-a");
            sender.send(List.of(message(0, "three")));
            assertThat(ids(receive(receiver, 1))).containsExactly("three");
        }
        broker.subscribe(topic, "site-a");
        try (Receiver next = broker.receiver(topic, "site-a")) {
            assertThat(next.receive(10, Duration.ofSeconds(3))).isEmpty();
        }
    }

    @Test
    void acknowledging_a_later_message_does_not_acknowledge_an_earlier_one() {
        try (Sender sender = broker.sender(topic)) {
            try (Receiver receiver = broker.receiver(topic, "site-a")) {
                sender.send(List.of(message(1, "one"), message(1, "two")));
                receiver.acknowledge(receive(receiver, 2, false).subList(1, 2));
            }
            try (Receiver next = broker.receiver(topic, "site-a")) {
                assertThat(ids(receive(next, 2))).containsExactly("one", "two");
            }
        }
    }

    @Test
    void what_waits_is_counted_from_what_was_acknowledged() {
        broker.subscribe(topic, "site-a");
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(List.of(message(0, "one"), message(0, "two"), message(0, "three"), message(2, "four")));
            List<Received> taken = receive(receiver, 4, false);
            receiver.acknowledge(
                    taken.stream().filter(message -> id(message).equals("one")).toList());
            assertThat(receiver.backlog()).containsExactlyInAnyOrderEntriesOf(Map.of(0, 2L, 1, 0L, 2, 1L, 3, 0L));
        }
    }

    @Test
    void what_is_no_cloud_event_is_unreadable_and_is_set_aside_with_its_reason() throws Exception {
        broker.subscribe(topic, "site-a");
        try (KafkaProducer<byte[], byte[]> foreign = foreignProducer()) {
            ProducerRecord<byte[], byte[]> poison =
                    new ProducerRecord<>(topic.name(), 1, bytes("key"), bytes("no event"));
            poison.headers().add("theirs", bytes("kept"));
            foreign.send(poison).get();
            foreign.send(new ProducerRecord<>(topic.name(), 1, bytes("key"), null))
                    .get();
            ProducerRecord<byte[], byte[]> halfAnEvent = new ProducerRecord<>(topic.name(), 1, null, bytes("{}"));
            halfAnEvent.headers().add("ce_specversion", bytes("1.0")).add("ce_time", bytes("yesterday"));
            foreign.send(halfAnEvent).get();
        }
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(List.of(message(1, "good")));
            List<Received> taken = receive(receiver, 4, false);
            for (Received unreadable : taken.subList(0, 3)) {
                assertThat(unreadable.event()).isNull();
                assertThat(unreadable.fault()).isNotBlank();
                assertThat(unreadable.lane()).isEqualTo(1);
            }
            assertThat(id(taken.getLast())).isEqualTo("good");
            receiver.setAside(taken.getFirst(), "It is no event \u2013 Zo\u00eb");
        }
        ConsumerRecord<byte[], byte[]> dead = deadLetters().getFirst();
        assertThat(dead.key()).isEqualTo(bytes("key"));
        assertThat(dead.value()).isEqualTo(bytes("no event"));
        assertThat(headers(dead))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "theirs", "kept",
                        "orderly-reason", "It is no event \u2013 Zo\u00eb",
                        "orderly-topic", topic.name(),
                        "orderly-partition", "1",
                        "orderly-offset", "0",
                        "orderly-group", topic.name() + ".site-a"));
        try (Receiver next = broker.receiver(topic, "site-a")) {
            List<Received> rest = receive(next, 3);
            assertThat(id(rest.getLast())).isEqualTo("good");
        }
    }

    @Test
    void what_is_too_large_for_the_place_of_the_unreadable_goes_there_without_what_makes_it_so() throws Exception {
        create(new Topic(topic.name() + ".dead", 1), 1, Map.of("max.message.bytes", "3000"));
        broker.subscribe(topic, "site-a");
        try (KafkaProducer<byte[], byte[]> foreign = foreignProducer()) {
            ProducerRecord<byte[], byte[]> wordy =
                    new ProducerRecord<>(topic.name(), 1, bytes("key"), bytes("no event"));
            wordy.headers().add("theirs", noise(4_000));
            foreign.send(wordy).get();
            foreign.send(new ProducerRecord<>(topic.name(), 1, bytes("key"), noise(4_000)))
                    .get();
        }
        try (Receiver receiver = broker.receiver(topic, "site-a")) {
            receive(receiver, 2, false).forEach(unreadable -> receiver.setAside(unreadable, "It is no event"));
            assertThat(receiver.backlog()).containsEntry(1, 0L);
        }
        List<ConsumerRecord<byte[], byte[]>> dead = records(topic.name() + ".dead", 1, 2);
        assertThat(dead.getFirst().value()).isEqualTo(bytes("no event"));
        assertThat(dead.getLast().value()).isNull();
        assertThat(dead)
                .allSatisfy(record -> assertThat(headers(record))
                        .doesNotContainKey("theirs")
                        .containsEntry("orderly-reason", "It is no event")
                        .containsEntry("orderly-partition", "1"));
        assertThat(headers(dead.getLast())).containsEntry("orderly-offset", "1");
    }

    @Test
    void a_foreign_event_in_structured_mode_is_read_too() throws Exception {
        broker.subscribe(topic, "site-a");
        try (KafkaProducer<byte[], byte[]> foreign = foreignProducer();
                Receiver receiver = broker.receiver(topic, "site-a")) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.name(), 0, null, bytes("""
                            {"specversion":"1.0","id":"theirs","source":"/shop","type":"order.placed","data":{"a":1}}
                            """));
            record.headers().add("content-type", bytes("application/cloudevents+json"));
            foreign.send(record).get();
            assertThat(ids(receive(receiver, 1))).containsExactly("theirs");
        }
    }

    @Test
    void on_the_wire_an_event_is_headers_and_its_payload_at_its_key() {
        try (Sender sender = broker.sender(topic)) {
            sender.send(List.of(message(2, "plain")));
        }
        ConsumerRecord<byte[], byte[]> record = records(topic.name(), LANES, 1).getFirst();
        assertThat(record.partition()).isEqualTo(2);
        assertThat(record.key()).isEqualTo(bytes("key-2"));
        assertThat(record.value()).isEqualTo(bytes("{}"));
        assertThat(headers(record))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", "plain")
                .containsEntry("ce_type", "order.placed")
                .containsEntry("ce_partitionkey", "key-2")
                .containsEntry("content-type", "application/json");
    }

    @Test
    void what_is_refused_is_followed_by_nothing_of_its_lane() throws Exception {
        create(LANES, Map.of("max.message.bytes", "1300000"));
        try (Sender sender = broker.sender(topic)) {
            for (int size : List.of(2_000_000, 20_000_000)) {
                Message large = new Message(
                        0,
                        CloudEventBuilder.v1(message(0, "large").event())
                                .withData("application/json", noise(size))
                                .build());
                assertThatThrownBy(() -> sender.send(
                                List.of(message(0, "before"), large, message(0, "after"), message(0, "long after"))))
                        .isInstanceOf(BrokerRefused.class)
                        .hasMessageContaining("RecordTooLarge");
            }
            sender.send(List.of(message(0, "last")));
        }
        try (Receiver receiver = broker.receiver(topic, "site-a")) {
            List<String> ids = new ArrayList<>();
            while (!ids.contains("last")) {
                ids.addAll(ids(receive(receiver, 1)));
            }
            assertThat(ids).doesNotContain("after", "long after");
        }
    }

    @Test
    void a_topic_that_is_not_as_it_has_to_be_is_refused_with_what_to_do() throws Exception {
        create(3, Map.of());
        assertThatThrownBy(() -> broker.sender(topic).close())
                .isInstanceOf(BrokerUnfit.class)
                .hasMessage("The topic " + topic.name()
                        + " has 3 partitions and needs 4, one for each shard of the log that "
                        + "goes by it. Add what is missing: kafka-topics.sh --alter --topic " + topic.name()
                        + " --partitions 4");
        assertThatThrownBy(() ->
                        broker.receiver(new Topic(topic.name(), 2), "site-a").close())
                .isInstanceOf(BrokerUnfit.class)
                .hasMessageContaining("may have 2 only");
        Topic compacted = new Topic(topic.name() + "-compacted", 1);
        create(compacted, 1, Map.of("cleanup.policy", "compact"));
        assertThatThrownBy(() -> broker.subscribe(compacted, "site-a"))
                .isInstanceOf(BrokerUnfit.class)
                .hasMessageEndingWith("--entity-name " + compacted.name() + " --add-config cleanup.policy=delete");
        Topic small = new Topic(topic.name() + "-small", 1);
        create(small, 1, Map.of("max.message.bytes", "1000000"));
        assertThatThrownBy(() -> broker.sender(small).close())
                .isInstanceOf(BrokerUnfit.class)
                .hasMessageContaining("--add-config max.message.bytes=8388608");
    }

    @Test
    void a_new_topic_keeps_events_for_two_weeks_and_is_never_led_by_who_lacks_some() throws Exception {
        broker.receiver(topic, "site-a").close();
        assertThat(setting(topic.name(), "retention.ms")).isEqualTo("1209600000");
        assertThat(setting(topic.name(), "unclean.leader.election.enable")).isEqualTo("false");
        assertThat(setting(topic.name() + ".dead", "retention.ms")).isEqualTo("-1");
        assertThat(broker.guarantees().shortcomings()).isEmpty();
    }

    @Test
    void a_leader_that_lacks_events_is_a_danger_where_there_are_replicas() {
        Config unclean = new Config(List.of(new ConfigEntry("unclean.leader.election.enable", "true")));
        Config clean = new Config(List.of(new ConfigEntry("unclean.leader.election.enable", "false")));
        assertThat(KafkaTopics.danger("orderly.hub", 3, unclean).orElseThrow())
                .endsWith("--entity-name orderly.hub --add-config unclean.leader.election.enable=false");
        assertThat(KafkaTopics.danger("orderly.hub", 3, clean)).isEmpty();
        assertThat(KafkaTopics.danger("orderly.hub", 1, unclean)).isEmpty();
    }

    @Test
    void credentials_are_the_clients_ordinary_ones_and_what_they_do_not_permit_is_said() throws Exception {
        try (KafkaProcess guarded = new KafkaProcess(Map.of(
                "listener.security.protocol.map",
                "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "sasl.mechanism.inter.broker.protocol",
                "PLAIN",
                "listener.name.plaintext.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\" password=\"secret\""
                        + " user_admin=\"secret\" user_guest=\"guest\";",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:admin;User:ANONYMOUS"))) {
            guarded.start();
            try (ConfigurableApplicationContext application = application(guarded, login("admin", "secret"));
                    Sender sender = application.getBean(Broker.class).sender(topic);
                    Receiver receiver = application.getBean(Broker.class).receiver(topic, "site-a")) {
                sender.send(List.of(message(0, "one")));
                assertThat(ids(receive(receiver, 1))).containsExactly("one");
            }
            try (ConfigurableApplicationContext application = application(guarded, login("guest", "guest"))) {
                Broker guest = application.getBean(Broker.class);
                assertThatThrownBy(() -> guest.sender(topic).close())
                        .isInstanceOf(BrokerUnfit.class)
                        .hasMessageContaining("TopicAuthorizationException");
            }
            try (ConfigurableApplicationContext application = application(guarded, login("admin", "wrong"))) {
                Broker stranger = application.getBean(Broker.class);
                assertThatThrownBy(() -> stranger.subscribe(topic, "site-a"))
                        .isInstanceOf(BrokerUnfit.class)
                        .hasMessageContaining("SaslAuthenticationException");
            }
        }
    }

    private static Map<String, String> login(String name, String password) {
        return Map.of(
                "spring.kafka.security.protocol",
                "SASL_PLAINTEXT",
                "spring.kafka.properties.sasl.mechanism",
                "PLAIN",
                "spring.kafka.properties.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + name + "\" password=\""
                        + password + "\";");
    }

    @Test
    void settings_that_cannot_work_are_refused() {
        try (ConfigurableApplicationContext application =
                application(Map.of("spring.kafka.producer.compression-type", "zstd"))) {
            try (Sender sender = application.getBean(Broker.class).sender(topic)) {
                assertThatThrownBy(() -> sender.send(List.of(message(0, "one"))))
                        .isInstanceOf(BrokerUnfit.class)
                        .hasMessageContaining("lz4 and gzip are");
            }
        }
    }

    @Test
    void a_slow_receiver_is_not_flooded() throws Exception {
        try (ConfigurableApplicationContext application =
                        application(Map.of("spring.kafka.client-id", "slow", "orderly.broker.batch-events", "20"));
                Sender sender = broker.sender(topic);
                Receiver receiver = application.getBean(Broker.class).receiver(topic, "site-a")) {
            for (int batch = 0; batch < 10; batch++) {
                sender.send(IntStream.range(0, 40)
                        .mapToObj(n -> new Message(
                                n % LANES,
                                CloudEventBuilder.v1(message(n % LANES, "e" + n).event())
                                        .withData("application/json", noise(100_000))
                                        .build()))
                        .toList());
            }
            for (int n = 0; n < 60; n++) {
                receiver.receive(1, Duration.ofMillis(200));
            }
            assertThat(bytesReceived("slow")).isBetween(1_000_000.0, 20_000_000.0);
        }
    }

    private static double bytesReceived(String client) throws Exception {
        return (double) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(
                        new ObjectName("kafka.consumer:type=consumer-metrics,client-id=" + client),
                        "incoming-byte-total");
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String id(Received message) {
        return Objects.requireNonNull(message.event()).getId();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return records(topic.name() + ".dead", 1, 1);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String name, int partitions, int count) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = IntStream.range(0, partitions)
                    .mapToObj(n -> new TopicPartition(name, n))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long deadline = System.nanoTime() + SOON.toNanos();
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(500)).forEach(records::add);
            }
            assertThat(records).hasSize(count);
            return records;
        }
    }

    private static KafkaProducer<byte[], byte[]> foreignProducer() {
        return new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void create(int partitions, Map<String, String> settings) throws Exception {
        create(topic, partitions, settings);
    }

    private static void create(Topic topic, int partitions, Map<String, String> settings) throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.createTopics(List.of(
                            new NewTopic(topic.name(), Optional.of(partitions), Optional.empty()).configs(settings)))
                    .all()
                    .get();
            // The broker answers before it knows the topic everywhere.
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of(topic.name()))
                                    .allTopicNames()
                                    .get()
                                    .size()
                            == 1);
        }
    }

    private static String setting(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(client())) {
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            return Objects.requireNonNull(config).get(name).value();
        }
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", process.properties().get("spring.kafka.bootstrap-servers"));
    }
}

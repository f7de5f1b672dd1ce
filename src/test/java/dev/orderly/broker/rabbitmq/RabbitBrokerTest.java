package dev.orderly.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerPortContract;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Message;
import dev.orderly.broker.RabbitProcess;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.TakesOn;
import dev.orderly.broker.Topic;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

@TakesOn(BrokerType.RABBITMQ)
class RabbitBrokerTest extends BrokerPortContract {

    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(3);
    /** Far less than a connection would take that has no limit of its own. */
    private static final Duration IN_TIME = Duration.ofSeconds(15);

    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final int BATCH = 40;
    private static final int AHEAD = BATCH / LANES;
    private static final String GROUP = "site-a";

    private static @Nullable RabbitProcess started;
    private static @Nullable ConfigurableApplicationContext application;

    /** Orderly starts while the broker is away. */
    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Optional<RabbitProcess> found = RabbitProcess.find();
        assumeTrue(found.isPresent(), RabbitProcess.WHAT_TO_INSTALL);
        started = found.orElseThrow();
        application = application();
        started.start();
    }

    private static ConfigurableApplicationContext application(String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "orderly.broker.send-timeout=" + SEND_TIMEOUT.toSeconds() + "s",
                "orderly.broker.batch-events=" + BATCH,
                "spring.rabbitmq.requested-heartbeat=" + HEARTBEAT.toSeconds() + "s"));
        process().properties().forEach((name, value) -> properties.add(name + "=" + value));
        properties.addAll(List.of(more));
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(properties.toArray(String[]::new))
                .run();
    }

    @AfterAll
    static void stop() throws IOException {
        if (application != null) {
            application.close();
        }
        if (started != null) {
            started.close();
        }
    }

    @ImportAutoConfiguration(RabbitAutoConfiguration.class)
    @Import(RabbitBrokerConfiguration.class)
    @EnableConfigurationProperties(BrokerProperties.class)
    static class Application {}

    @Override
    protected Broker broker() {
        return Objects.requireNonNull(application).getBean(Broker.class);
    }

    @Test
    void nothing_confirmed_is_lost_when_the_broker_is_killed_while_it_is_sent_to() throws Exception {
        broker().subscribe(topic, GROUP);
        process().settle();
        List<String> confirmed = new ArrayList<>();
        CountDownLatch some = new CountDownLatch(20);
        AtomicInteger failures = new AtomicInteger();
        Thread sending = Thread.ofVirtual().start(() -> {
            try (Sender sender = broker().sender(topic)) {
                for (int batch = 0; batch < 60; batch++) {
                    List<Message> messages = messages(batch * 20, 20);
                    sendUntilTaken(sender, messages, failures);
                    messages.forEach(message -> confirmed.add(message.event().getId()));
                    some.countDown();
                }
            }
        });
        assertThat(some.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        process().kill();
        process().start();
        sending.join();

        assertThat(failures.get()).isPositive();
        try (Receiver receiver = broker().receiver(topic, GROUP)) {
            assertInOrder(drain(receiver), 1200);
        }
        assertThat(confirmed).hasSize(1200);
    }

    @Test
    void a_cut_cable_is_told_in_time_and_forgotten_when_it_is_mended() {
        try (Sender sender = broker().sender(topic)) {
            Receiver receiver = broker().receiver(topic, GROUP);
            sender.send(messages(0, 8));
            List<Received> taken = receive(receiver, 4);
            process().cut();
            try {
                within(
                        IN_TIME,
                        () -> assertThatThrownBy(() -> receiveOn(receiver)).isInstanceOf(BrokerUnavailable.class));
                within(
                        IN_TIME,
                        () -> assertThatThrownBy(() -> sender.send(messages(8, 8)))
                                .isInstanceOf(BrokerUnavailable.class));
                within(
                        IN_TIME,
                        () -> assertThatThrownBy(() -> broker().receiver(topic, GROUP))
                                .isInstanceOf(BrokerUnavailable.class));
                receiver.close();
            } finally {
                process().mend();
            }
            sender.send(messages(8, 8));
            try (Receiver next = broker().receiver(topic, GROUP)) {
                taken.addAll(drain(next));
                assertInOrder(taken, 16);
            }
        }
    }

    @Test
    void a_network_that_swallows_everything_is_noticed() {
        Receiver receiver = broker().receiver(topic, GROUP);
        try (Sender sender = broker().sender(topic)) {
            sender.send(messages(0, 4));
            process().silence();
            try {
                within(
                        IN_TIME,
                        () -> assertThatThrownBy(() -> sender.send(messages(4, 4)))
                                .isInstanceOf(BrokerUnavailable.class)
                                .hasMessageContaining("RabbitMQ has not confirmed within PT3S"));
                within(
                        IN_TIME,
                        () -> assertThatThrownBy(() -> receiveOn(receiver)).isInstanceOf(BrokerUnavailable.class));
                within(IN_TIME, receiver::close);
            } finally {
                process().mend();
            }
            sender.send(messages(4, 4));
        }
        // The broker too has to notice that whom it delivered to is gone.
        try (Receiver next = broker().receiver(topic, GROUP)) {
            assertThat(ids(receive(next, 8))).hasSize(8);
        }
    }

    @Test
    void a_broker_that_is_short_of_memory_holds_up_nobody_past_the_timeout() throws Exception {
        broker().subscribe(topic, GROUP);
        List<Message> large = IntStream.range(0, 40)
                .mapToObj(n -> message(0, id(n), "x".repeat(1024 * 1024)))
                .toList();
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, GROUP)) {
            sender.send(messages(100, 1));
            process().control("set_vm_memory_high_watermark", "absolute", "1MB");
            try {
                for (int attempt = 0; attempt < 2; attempt++) {
                    within(
                            IN_TIME,
                            () -> assertThatThrownBy(() -> sender.send(large))
                                    .isInstanceOf(BrokerUnavailable.class)
                                    .hasMessageContaining("low on memory"));
                }
                receive(receiver, 1);
            } finally {
                process().control("set_vm_memory_high_watermark", "absolute", "512MB");
            }
            await().atMost(SOON).ignoreException(BrokerUnavailable.class).until(() -> {
                sender.send(messages(101, 1));
                return true;
            });
        }
    }

    @Test
    void a_lane_has_one_receiver_of_the_group_and_the_next_takes_over_when_it_closes() {
        Receiver first = broker().receiver(topic, GROUP);
        try (Sender sender = broker().sender(topic);
                Receiver next = broker().receiver(topic, GROUP)) {
            sender.send(messages(0, 40));
            List<Received> taken = receive(first, 20, false);
            assertThat(next.receive(100, Duration.ofSeconds(1))).isEmpty();
            first.acknowledge(taken.subList(0, 10));
            first.close();
            List<Received> all = new ArrayList<>(taken.subList(0, 10));
            all.addAll(receive(next, 30));
            assertInOrder(all, 40);
        }
    }

    @Test
    void the_next_takes_over_in_order_when_a_connection_is_killed_again_and_again() {
        broker().subscribe(topic, GROUP);
        try (Sender sender = broker().sender(topic);
                RabbitBroker direct = direct("guest", "guest")) {
            sender.send(messages(0, 200));
            List<Received> done = new ArrayList<>();
            for (int time = 0; time < 10; time++) {
                // Only the first goes by the cable.
                Receiver killed = broker().receiver(topic, GROUP);
                try (Receiver next = direct.receiver(topic, GROUP)) {
                    List<Received> taken = receive(killed, 12, false);
                    killed.acknowledge(taken.subList(0, 4));
                    done.addAll(taken.subList(0, 4));
                    process().cut();
                    process().mend();
                    done.addAll(receive(next, 4));
                    killed.close();
                }
            }
            try (Receiver last = broker().receiver(topic, GROUP)) {
                done.addAll(drain(last));
            }
            assertInOrder(done, 200);
        }
    }

    /** Why {@link RabbitReceiver} gives nothing back by rejecting it. */
    @Test
    void rabbitmq_puts_what_is_rejected_behind_what_waits() throws Exception {
        try (Sender sender = broker().sender(topic);
                Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            channel.queueDeclare("rejected", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.queueBind("rejected", topic.name(), "#");
            sender.send(List.of(message(0, "one"), message(0, "two"), message(0, "three")));
            channel.basicNack(channel.basicGet("rejected", false).getEnvelope().getDeliveryTag(), false, true);
            await().atMost(SOON).until(() -> channel.messageCount("rejected") == 3);
            assertThat(messageIds(channel, "rejected")).containsExactly("two", "three", "one");
        }
    }

    @Test
    void giving_back_one_lane_leaves_the_others_alone() {
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, GROUP)) {
            sender.send(messages(0, 16));
            List<Received> taken = receive(receiver, 16, false);
            List<Received> back =
                    taken.stream().filter(message -> message.lane() == 1).toList();
            receiver.giveBack(back.subList(2, 3));
            assertThat(ids(receive(receiver, 4))).containsExactly(id(1), id(5), id(9), id(13));
            // What has gone back in the meantime is not theirs any more.
            receiver.acknowledge(taken);
            assertThat(receiver.backlog())
                    .allSatisfy((lane, waiting) -> assertThat(waiting).isZero());
        }
    }

    @Test
    void poison_is_set_aside_with_its_reason_and_can_be_seen() throws Exception {
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, GROUP)) {
            sender.send(List.of(message(1, "rotten"), message(2, "poison"), message(2, "good")));
            List<Received> taken = receive(receiver, 3, false);
            Map<String, Received> byId = new HashMap<>();
            taken.forEach(message -> byId.put(ids(List.of(message)).getFirst(), message));
            receiver.setAside(Objects.requireNonNull(byId.get("rotten")), "It smells");
            process().control("delete_queue", Topology.deadQueue(topic, GROUP));
            Received poison = Objects.requireNonNull(byId.get("poison"));
            assertThatThrownBy(() -> receiver.setAside(poison, "There is no place for it"))
                    .isInstanceOf(BrokerUnavailable.class)
                    .hasMessage("RabbitMQ has no queue " + Topology.deadQueue(topic, GROUP));
            receiver.setAside(poison, "The contract knows no order.eaten ☠");
            receiver.acknowledge(taken);
            assertThat(receiver.backlog()).containsEntry(2, 0L);
        }
        try (Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            GetResponse dead = channel.basicGet(Topology.deadQueue(topic, GROUP), true);
            assertThat(dead.getProps().getMessageId()).isEqualTo("poison");
            assertThat(dead.getProps().getDeliveryMode()).isEqualTo(2);
            assertThat(dead.getProps().getHeaders())
                    .extractingByKey("orderly-reason")
                    .hasToString("The contract knows no order.eaten ☠");
            assertThat(dead.getProps().getHeaders())
                    .extractingByKey("orderly-topic")
                    .hasToString(topic.name());
            assertThat(dead.getProps().getHeaders())
                    .extractingByKey("orderly-lane")
                    .hasToString("2");
            assertThat(dead.getProps().getHeaders())
                    .extractingByKey("cloudEvents_id")
                    .hasToString("poison");
            assertThat(new String(dead.getBody(), StandardCharsets.UTF_8)).isEqualTo("{}");
        }
    }

    @Test
    void what_is_no_event_arrives_as_unreadable() throws Exception {
        Topic inbox = new Topic(topic.name() + "-in", 1);
        try (Receiver receiver = broker().receiver(inbox, "hub");
                Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            channel.basicPublish(inbox.name(), "anything", null, "hello".getBytes(StandardCharsets.UTF_8));
            channel.basicPublish(
                    inbox.name(), "", properties("application/cloudevents+json"), "{".getBytes(StandardCharsets.UTF_8));
            channel.basicPublish(
                    inbox.name(),
                    "",
                    new BasicProperties.Builder()
                            .headers(Map.of("cloudEvents_specversion", "1.0", "cloudEvents_id", "x"))
                            .build(),
                    new byte[0]);
            List<Received> taken = receive(receiver, 3, false);
            assertThat(taken).allSatisfy(message -> {
                assertThat(message.event()).isNull();
                assertThat(message.fault()).startsWith("It is no CloudEvent: ");
            });
            taken.forEach(message -> receiver.setAside(message, Objects.requireNonNull(message.fault())));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(channel.messageCount(Topology.deadQueue(inbox, "hub")))
                            .isEqualTo(3));
        }
    }

    @Test
    void what_has_no_room_for_our_headers_is_set_aside_without_its_own() throws Exception {
        Topic inbox = new Topic(topic.name() + "-in", 1);
        try (Receiver receiver = broker().receiver(inbox, "hub");
                Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            BasicProperties wordy = new BasicProperties.Builder()
                    .messageId("theirs")
                    .headers(Map.of("much", "x".repeat(129_500)))
                    .build();
            channel.basicPublish(inbox.name(), "", wordy, "hello".getBytes(StandardCharsets.UTF_8));
            receiver.setAside(receive(receiver, 1, false).getFirst(), "because".repeat(1_000));
            GetResponse dead = channel.basicGet(Topology.deadQueue(inbox, "hub"), true);
            assertThat(dead.getProps().getMessageId()).isEqualTo("theirs");
            assertThat(dead.getProps().getHeaders())
                    .doesNotContainKey("much")
                    .extractingByKey("orderly-reason")
                    .asString()
                    .startsWith("because")
                    .hasSize(1_000);
            assertThat(dead.getBody()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void foreign_producers_need_not_know_of_lanes() throws Exception {
        Topic inbox = new Topic(topic.name() + "-in", 1);
        try (Receiver receiver = broker().receiver(inbox, "hub");
                Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            channel.basicPublish(
                    inbox.name(),
                    "order.placed",
                    properties("application/cloudevents+json; charset=utf-8"),
                    """
                    {"specversion": "1.0", "id": "structured", "source": "/shop", "type": "order.placed", "data": {"a": 1}}
                    """.getBytes(StandardCharsets.UTF_8));
            channel.basicPublish(
                    inbox.name(),
                    "order.placed",
                    new BasicProperties.Builder()
                            .contentType("application/json")
                            .headers(Map.of(
                                    "cloudEvents:specversion", "1.0",
                                    "cloudEvents:id", "binary",
                                    "cloudEvents:source", "/shop",
                                    "cloudEvents:type", "order.placed",
                                    "cloudEvents:weight", 12))
                            .build(),
                    "{}".getBytes(StandardCharsets.UTF_8));
            List<Received> taken = receive(receiver, 2);
            assertThat(ids(taken)).containsExactly("structured", "binary");
            assertThat(Objects.requireNonNull(taken.get(1).event()).getExtension("weight"))
                    .hasToString("12");
        }
    }

    @Test
    void foreign_consumers_bind_by_type_and_get_each_event_once() throws Exception {
        try (Sender sender = broker().sender(topic);
                Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            broker().subscribe(topic, GROUP);
            String placed = bound(channel, "order.placed");
            String orders = bound(channel, "order.*");
            String all = bound(channel, "#");
            sender.send(List.of(
                    message(0, "one"),
                    message(3, "two"),
                    new Message(1, typed("three", "order.paid")),
                    new Message(2, typed("four", "payment.captured"))));
            assertThat(messageIds(channel, placed)).containsExactly("one", "two");
            assertThat(messageIds(channel, orders)).containsExactly("one", "two", "three");
            assertThat(messageIds(channel, all)).containsExactly("one", "two", "three", "four");
        }
    }

    @Test
    void a_message_says_what_it_is_to_whoever_knows_no_cloud_events() throws Exception {
        try (Sender sender = broker().sender(topic);
                Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            String queue = bound(channel, "#");
            sender.send(List.of(message(3, "one")));
            GetResponse message = channel.basicGet(queue, true);
            BasicProperties properties = message.getProps();
            assertThat(message.getEnvelope().getRoutingKey()).isEqualTo("order.placed");
            assertThat(properties.getMessageId()).isEqualTo("one");
            assertThat(properties.getType()).isEqualTo("order.placed");
            assertThat(properties.getContentType()).isEqualTo("application/json");
            assertThat(properties.getDeliveryMode()).isEqualTo(2);
            assertThat(properties.getHeaders().keySet())
                    .containsExactlyInAnyOrder(
                            "CC",
                            "cloudEvents_specversion",
                            "cloudEvents_id",
                            "cloudEvents_type",
                            "cloudEvents_source",
                            "cloudEvents_partitionkey");
        }
    }

    @Test
    void a_queue_that_is_otherwise_is_refused() throws Exception {
        String queue = Topology.queue(topic, GROUP, 1);
        try (Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            channel.queueDeclare(queue, true, false, false, Map.of("x-message-ttl", 1000));
        }
        assertThatThrownBy(() -> broker().receiver(topic, GROUP))
                .isInstanceOf(BrokerUnfit.class)
                .hasMessageStartingWith(
                        "The queue " + queue + " is not as Orderly needs it, with which no event gets lost (")
                .hasMessageEndingWith(
                        "). Stop whatever sends to it, let it run empty and delete it: Orderly makes it anew.");
    }

    @Test
    void an_exchange_that_is_otherwise_is_refused() throws Exception {
        try (Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            channel.exchangeDeclare(topic.name(), BuiltinExchangeType.FANOUT, true);
        }
        assertThatThrownBy(() -> broker().sender(topic))
                .isInstanceOf(BrokerUnfit.class)
                .hasMessageStartingWith(
                        "The exchange " + topic.name() + " is not the durable one that Orderly needs (");
    }

    @Test
    void another_number_of_lanes_is_refused() {
        broker().subscribe(topic, GROUP);
        Topic wider = new Topic(topic.name(), LANES + 1);
        assertThatThrownBy(() -> broker().sender(wider))
                .isInstanceOf(BrokerUnfit.class)
                .hasMessageStartingWith("The topic " + topic.name() + " has another number of lanes than 5");
        assertThatThrownBy(() -> broker().receiver(wider, GROUP)).isInstanceOf(BrokerUnfit.class);
    }

    @Test
    void a_user_who_may_not_is_told_what_he_needs() throws Exception {
        process().control("add_user", "narrow", "secret");
        process().control("set_permissions", "narrow", "^$", ".*", ".*");
        try (RabbitBroker narrow = direct("narrow", "secret")) {
            assertThatThrownBy(() -> narrow.sender(topic))
                    .isInstanceOf(BrokerUnfit.class)
                    .hasMessageStartingWith("Orderly's user at RabbitMQ may not use " + topic.name());
        }
    }

    @Test
    void a_wrong_password_is_told() {
        try (RabbitBroker stranger = direct("stranger", "guess")) {
            assertThatThrownBy(() -> stranger.sender(topic))
                    .isInstanceOf(BrokerUnavailable.class)
                    .hasMessageContaining("ACCESS_REFUSED");
        }
    }

    @Test
    void a_receiver_that_asks_for_nothing_is_not_flooded() throws Exception {
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, GROUP);
                Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            for (int batch = 0; batch < 10; batch++) {
                sender.send(messages(batch * 40, 40));
            }
            assertThat(receiver.receive(1, SOON)).hasSize(1);
            await().atMost(SOON).untilAsserted(() -> {
                for (int lane = 0; lane < LANES; lane++) {
                    assertThat(channel.messageCount(Topology.queue(topic, GROUP, lane)))
                            .isEqualTo(100 - AHEAD);
                }
                assertThat(receiver.backlog())
                        .hasSize(LANES)
                        .allSatisfy((lane, waiting) -> assertThat(waiting).isEqualTo(100));
            });
        }
    }

    @Test
    void a_policy_that_limits_a_queue_drops_nothing() throws Exception {
        broker().subscribe(topic, GROUP);
        process().control("set_policy", "short", ".*\\.0$", "{\"max-length\":2}", "--apply-to", "queues");
        try (Sender sender = broker().sender(topic)) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(() -> sender.send(List.of(message(0, "again"))))
                            .isInstanceOf(BrokerUnavailable.class)
                            .hasMessageContaining("full by a policy"));
        } finally {
            process().control("clear_policy", "short");
        }
        try (Receiver receiver = broker().receiver(topic, GROUP)) {
            assertThat(receive(receiver, 2)).hasSize(2);
        }
    }

    @Test
    void what_is_too_large_is_refused_and_holds_up_nothing_else() {
        broker().subscribe(topic, GROUP);
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, GROUP)) {
            assertThatThrownBy(() -> sender.send(List.of(message(0, "huge", "x".repeat(17 * 1024 * 1024)))))
                    .isInstanceOf(BrokerRefused.class)
                    .hasMessageContaining("larger than configured max size");
            CloudEvent talkative = CloudEventBuilder.v1(message(0, "talkative").event())
                    .withExtension("much", "x".repeat(200_000))
                    .build();
            assertThatThrownBy(() -> sender.send(List.of(new Message(0, talkative))))
                    .isInstanceOf(BrokerRefused.class);
            assertThatThrownBy(() -> sender.send(List.of(new Message(0, typed("long", "x".repeat(256))))))
                    .isInstanceOf(BrokerRefused.class);
            sender.send(List.of(message(0, "usual")));
            assertThat(ids(receive(receiver, 1))).containsExactly("usual");
        }
    }

    @Test
    void a_queue_that_is_deleted_is_told_to_its_receiver() throws Exception {
        try (Receiver receiver = broker().receiver(topic, GROUP);
                Connection foreign = foreign();
                Channel channel = foreign.createChannel()) {
            channel.queueDelete(Topology.queue(topic, GROUP, 2));
            assertThatThrownBy(() -> receiver.receive(1, SOON))
                    .isInstanceOf(BrokerUnavailable.class)
                    .hasMessage("RabbitMQ delivers no more from " + Topology.queue(topic, GROUP, 2));
            assertThat(receiver.backlog()).containsOnlyKeys(0, 1, 3);
        }
    }

    @Test
    void the_properties_of_spring_hold() throws Exception {
        process().control("add_vhost", "other");
        process().control("set_permissions", "--vhost", "other", "guest", ".*", ".*", ".*");
        try (ConfigurableApplicationContext elsewhere = application(
                "spring.rabbitmq.virtual-host=other",
                "spring.rabbitmq.addresses=127.0.0.1:1,127.0.0.1:" + process().port())) {
            elsewhere.getBean(Broker.class).subscribe(topic, GROUP);
        }
        assertThat(process().control("list_queues", "--vhost", "other", "name"))
                .contains(Topology.queue(topic, GROUP, LANES - 1));
    }

    @Test
    void it_promises_all_that_contract_events_need() {
        assertThat(broker().guarantees().shortcomings()).isEmpty();
        assertThat(broker().guarantees().durable()).isTrue();
        assertThat(RabbitBroker.shortcomings("3.9.29"))
                .singleElement()
                .asString()
                .startsWith("RabbitMQ 3.9.29 is older than 3.10");
        assertThat(RabbitBroker.shortcomings("4.1.0")).isEmpty();
        assertThat(RabbitBroker.shortcomings("whatever")).isEmpty();
    }

    private static RabbitProcess process() {
        return Objects.requireNonNull(started);
    }

    /** Another process of the same site, which does not go by the cable. */
    private static RabbitBroker direct(String user, String password) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUsername(user);
        factory.setPassword(password);
        Lines lines = new Lines(
                factory, () -> List.of(new Address("127.0.0.1", process().port())), true, SEND_TIMEOUT);
        return new RabbitBroker(lines, Objects.requireNonNull(application).getBean(BrokerProperties.class));
    }

    private static Connection foreign() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(process().port());
        return factory.newConnection();
    }

    private String bound(Channel channel, String key) throws IOException {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, topic.name(), key);
        return queue;
    }

    private static List<String> messageIds(Channel channel, String queue) throws IOException {
        List<String> ids = new ArrayList<>();
        for (GetResponse next = channel.basicGet(queue, true); next != null; next = channel.basicGet(queue, true)) {
            ids.add(next.getProps().getMessageId());
        }
        return ids;
    }

    private static BasicProperties properties(String contentType) {
        return new BasicProperties.Builder().contentType(contentType).build();
    }

    private static CloudEvent typed(String id, String type) {
        return CloudEventBuilder.v1(message(0, id).event()).withType(type).build();
    }

    private static Message message(int lane, String id, String text) {
        return new Message(
                lane,
                CloudEventBuilder.v1(message(lane, id).event())
                        .withData("text/plain", text.getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    private static List<Message> messages(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(n -> message(n % LANES, id(n)))
                .toList();
    }

    private static String id(int number) {
        return "event-" + number;
    }

    private static void sendUntilTaken(Sender sender, List<Message> messages, AtomicInteger failures) {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            try {
                sender.send(messages);
                return true;
            } catch (BrokerUnavailable away) {
                failures.incrementAndGet();
                return false;
            }
        });
    }

    /** Something may have come before what is to be noticed. */
    private static void receiveOn(Receiver receiver) {
        while (!Thread.currentThread().isInterrupted()) {
            receiver.receive(1, SOON);
        }
    }

    /** All that is there; a broker that is slow says of a queue that it is empty. */
    private static List<Received> drain(Receiver receiver) {
        List<Received> all = new ArrayList<>();
        List<Received> some;
        do {
            some = receiver.receive(100, Duration.ofSeconds(2));
            receiver.acknowledge(some);
            all.addAll(some);
        } while (!some.isEmpty() || receiver.backlog().values().stream().anyMatch(waiting -> waiting > 0));
        return all;
    }

    /** What was acknowledged just before a connection ended may have come again; the first of each are in order. */
    private static void assertInOrder(List<Received> messages, int count) {
        Map<Integer, List<String>> byLane = byLane(messages);
        for (int lane = 0; lane < LANES; lane++) {
            assertThat(new LinkedHashSet<>(byLane.get(lane))).containsExactlyElementsOf(idsOf(lane, count));
        }
    }

    private static List<String> idsOf(int lane, int count) {
        return IntStream.range(0, count)
                .filter(n -> n % LANES == lane)
                .mapToObj(RabbitBrokerTest::id)
                .toList();
    }

    private static void within(Duration limit, Runnable what) {
        long start = System.nanoTime();
        what.run();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
    }
}

package dev.orderly.broker.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
import dev.orderly.broker.RocketProcess;
import dev.orderly.broker.Sender;
import dev.orderly.broker.TakesOn;
import dev.orderly.broker.Topic;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.impl.MQClientManager;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.sysflag.MessageSysFlag;
import org.apache.rocketmq.remoting.RPCHook;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.header.SendMessageRequestHeaderV2;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is RocketMQ's own, beside what every adapter has to show. */
@TakesOn(BrokerType.ROCKETMQ)
class RocketBrokerTest extends BrokerPortContract {

    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

    private static RocketProcess rocketmq;
    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        rocketmq = new RocketProcess();
        rocketmq.start();
        broker = connect("");
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
        rocketmq.close();
    }

    @Override
    protected Broker broker() {
        return broker;
    }

    @Test
    void nothing_confirmed_is_lost_when_the_broker_is_killed_while_it_is_sent_to() throws Exception {
        broker.subscribe(topic, "site-a");
        List<String> confirmed = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch underWay = new CountDownLatch(20);
        Thread sending = Thread.ofVirtual().start(() -> {
            try (Sender sender = broker.sender(topic)) {
                for (int batch = 0; ; batch++) {
                    List<Message> messages = batch(batch * 40, 40);
                    sender.send(messages);
                    messages.forEach(sent -> confirmed.add(sent.event().getId()));
                    underWay.countDown();
                }
            } catch (BrokerUnavailable killed) {
                // What was not confirmed is sent again below.
            }
        });
        assertThat(underWay.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        rocketmq.kill();
        assertThat(sending.join(SOON)).isTrue();
        rocketmq.start();

        int first = confirmed.size();
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(batch(first, 40));
            assertThat(eachOnce(receiver, first + 40)).isEqualTo(laneByLane(first + 40));
        }
    }

    @Test
    void a_cut_line_is_told_in_time_and_mended_it_carries_again() {
        Sender sender = broker.sender(topic);
        Receiver receiver = broker.receiver(topic, "site-a");
        try (sender;
                receiver) {
            sender.send(batch(0, 4));
            assertThat(receive(receiver, 4)).hasSize(4);
            rocketmq.cut();
            long cut = System.nanoTime();
            assertThatExceptionOfType(BrokerUnavailable.class).isThrownBy(() -> sender.send(batch(4, 4)));
            assertThatExceptionOfType(BrokerUnavailable.class).isThrownBy(() -> receiver.receive(4, SOON));
            assertThatExceptionOfType(BrokerUnavailable.class).isThrownBy(() -> broker.sender(topic));
            assertThatExceptionOfType(BrokerUnavailable.class).isThrownBy(() -> broker.receiver(topic, "site-a"));
            assertThatExceptionOfType(BrokerUnavailable.class).isThrownBy(broker::guarantees);
            assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(SOON);
        } finally {
            rocketmq.mend();
        }
        try (Sender again = broker.sender(topic);
                Receiver next = broker.receiver(topic, "site-a")) {
            again.send(batch(4, 4));
            assertThat(ids(receive(next, 4))).containsExactlyInAnyOrder("event-4", "event-5", "event-6", "event-7");
        }
    }

    @Test
    void a_receiver_goes_on_where_the_line_was_cut_for_a_moment_only() {
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(batch(0, 40));
            assertThat(receive(receiver, 40)).hasSize(40);
            rocketmq.cut();
            rocketmq.mend();
            sendUntilTaken(sender, batch(40, 40));
            Set<String> ids = new HashSet<>();
            long deadline = System.nanoTime() + SOON.toNanos();
            while (ids.size() < 40 && System.nanoTime() < deadline) {
                try {
                    List<Received> some = receiver.receive(100, Duration.ofMillis(500));
                    receiver.acknowledge(some);
                    ids.addAll(ids(some));
                } catch (BrokerUnavailable once) {
                    // The questions that were on their way when it was cut.
                }
            }
            assertThat(ids).hasSize(40).contains("event-40", "event-79");
        }
    }

    @Test
    void two_receivers_of_a_group_share_the_lanes_and_one_takes_over_from_the_other() throws Exception {
        broker.subscribe(topic, "site-a");
        List<Received> first = Collections.synchronizedList(new ArrayList<>());
        List<Received> second = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean firstEnds = new AtomicBoolean();
        AtomicBoolean secondEnds = new AtomicBoolean();
        try (Sender sender = broker.sender(topic)) {
            Thread one = receiving(first, firstEnds);
            Thread other = receiving(second, secondEnds);
            int sent = 0;
            long deadline = System.nanoTime() + SOON.toNanos();
            while (lanesOfLast(first).size() + lanesOfLast(second).size() != LANES
                    || first.isEmpty()
                    || second.isEmpty()) {
                assertThat(System.nanoTime()).as("still not shared").isLessThan(deadline);
                sender.send(batch(sent, 40));
                sent += 40;
            }
            firstEnds.set(true);
            assertThat(one.join(SOON)).isTrue();
            sender.send(batch(sent, 400));
            sent += 400;
            List<Received> all = new ArrayList<>();
            while (eachOnceByLane(all).values().stream().mapToInt(List::size).sum() < sent) {
                assertThat(System.nanoTime()).as("still not taken over").isLessThan(deadline + SOON.toNanos());
                all = new ArrayList<>(first);
                all.addAll(second);
            }
            secondEnds.set(true);
            assertThat(other.join(SOON)).isTrue();
            for (int lane = 0; lane < LANES; lane++) {
                assertThat(firsts(first, lane)).isSortedAccordingTo(RocketBrokerTest::byNumber);
                assertThat(firsts(second, lane)).isSortedAccordingTo(RocketBrokerTest::byNumber);
            }
            assertThat(eachOnceByLane(all).values().stream().flatMap(List::stream))
                    .hasSize(sent)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void whoever_does_not_ask_gets_no_more_than_an_answer_for_each_lane() {
        try (Sender sender = broker.sender(topic)) {
            sender.send(batch(0, 8_000));
            Receiver slow = broker.receiver(topic, "site-a");
            try (slow) {
                List<Received> held = new ArrayList<>(receive(slow, 1, false));
                rocketmq.cut();
                // Now it can hand out only what it already has.
                for (int attempt = 0; attempt < 2 * LANES; attempt++) {
                    try {
                        held.addAll(slow.receive(10_000, Duration.ZERO));
                    } catch (BrokerUnavailable nothingLeftInALane) {
                        // The next lane may have something.
                    }
                }
                assertThat(held).hasSizeLessThanOrEqualTo(LANES * 256);
            } finally {
                rocketmq.mend();
            }
        }
    }

    @Test
    void what_nobody_can_read_is_set_aside_whole_with_the_reason() throws Exception {
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(List.of(message(1, "good"), message(1, "bad"), message(1, "later")));
            List<Received> taken = receive(receiver, 3, false);
            receiver.setAside(taken.get(1), "Its price is\nno number: 你");
            receiver.acknowledge(List.of(taken.get(0), taken.get(2)));
            assertThat(receiver.receive(1, Duration.ofMillis(500))).isEmpty();
        }
        MessageExt dead = deadMessage();
        assertThat(dead.getUserProperty("orderly_reason")).isEqualTo("Its price is no number: 你");
        assertThat(dead.getUserProperty("orderly_lane")).isEqualTo("1");
        assertThat(dead.getUserProperty("orderly_group")).endsWith("__site-a");
        assertThat(dead.getTags()).isEqualTo("order.placed");
        assertThat(RocketMessages.read(dead).getId()).isEqualTo("bad");
    }

    @Test
    void a_message_that_is_no_event_is_unreadable_and_one_that_is_a_whole_document_is_read() throws Exception {
        try (Receiver receiver = broker.receiver(topic, "site-a")) {
            foreign(0, plain("no event"), document("whole"));
            List<Received> received = receive(receiver, 2, false);
            assertThat(received.getFirst().event()).isNull();
            assertThat(received.getFirst().fault()).startsWith("It is no CloudEvent");
            receiver.setAside(received.getFirst(), "no event");
            assertThat(Objects.requireNonNull(received.getLast().event()).getId())
                    .isEqualTo("whole");
        }
        assertThat(deadMessage().getBody()).isEqualTo("no event".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_document_that_is_broken_is_unreadable_and_what_follows_it_is_read() throws Exception {
        try (Receiver receiver = broker.receiver(topic, "site-a")) {
            var broken = plain("{\"specversion\":\"1.0\",");
            broken.putUserProperty("CE_contenttype", "application/cloudevents+json");
            foreign(0, broken, document("later"));
            List<Received> received = receive(receiver, 2, false);
            assertThat(received.getFirst().fault()).startsWith("It is no CloudEvent");
            assertThat(Objects.requireNonNull(received.getLast().event()).getId())
                    .isEqualTo("later");
        }
    }

    @Test
    void what_cannot_be_unpacked_is_unreadable_and_nothing_behind_it_is_lost() throws Exception {
        broker.subscribe(topic, "site-a");
        foreign(0, document("one"));
        foreign(MessageSysFlag.COMPRESSED_FLAG | MessageSysFlag.COMPRESSION_ZLIB_TYPE, plain("no zlib"));
        foreign(0, document("two"));
        foreign(MessageSysFlag.COMPRESSED_FLAG | MessageSysFlag.COMPRESSION_ZSTD_TYPE, plain("by no library here"));
        foreign(0, document("three"), document("four"));
        try (Receiver receiver = broker.receiver(topic, "site-a")) {
            List<Received> received = receive(receiver, 6, false);
            assertThat(received)
                    .extracting(message ->
                            message.event() == null ? "" : message.event().getId())
                    .containsExactly("one", "", "two", "", "three", "four");
            assertThat(received.get(3).fault()).startsWith("It is compressed");
            receiver.setAside(received.get(3), "compressed");
        }
        assertThat(deadMessage().getBody()).isEqualTo("by no library here".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void who_is_no_member_of_its_group_says_so_instead_of_receiving_nothing() throws Exception {
        configure(Map.of("rejectPullConsumerEnable", "true"));
        try (Receiver receiver = broker.receiver(topic, "site-a")) {
            assertThatExceptionOfType(BrokerUnavailable.class)
                    .isThrownBy(() -> receiver.receive(1, SOON))
                    .withMessageContaining("broker-a")
                    .withMessageContaining("__site-a")
                    .withMessageContaining("SUB")
                    .withMessageContaining("rejectPullConsumerEnable");
        } finally {
            configure(Map.of("rejectPullConsumerEnable", "false"));
        }
    }

    @Test
    void that_nothing_could_be_set_aside_is_said_before_anything_has_to_be() {
        try (RocketClient client = new RocketClient(new RocketProperties(nameServer(), "", ""))) {
            client.start();
            client.queues(RocketNames.deadTopic(topic), 2);
        }
        assertThatExceptionOfType(BrokerUnfit.class)
                .isThrownBy(() -> broker.receiver(topic, "site-a"))
                .withMessageContaining(RocketNames.deadTopic(topic) + " has to have 1 queues");
    }

    @Test
    void an_event_without_data_and_one_whose_attributes_are_in_any_script_arrive_as_they_were() {
        CloudEvent bare = CloudEventBuilder.v1(message(0, "bare").event())
                .withoutData()
                .withSubject("Zoë 你好 🚚 = \" |")
                .build();
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            sender.send(List.of(new Message(0, bare), new Message(0, bare)));
            CloudEvent arrived =
                    Objects.requireNonNull(receive(receiver, 2).getLast().event());
            assertThat(arrived.getData()).isNull();
            assertThat(arrived).isEqualTo(bare);
        }
    }

    @Test
    void an_event_that_the_broker_never_takes_is_refused_by_its_name_and_the_ones_before_it_are_kept() {
        CloudEvent huge = CloudEventBuilder.v1(message(0, "huge").event())
                .withData("application/json", new byte[5 * 1024 * 1024])
                .build();
        CloudEvent control = CloudEventBuilder.v1(message(0, "control").event())
                .withSubject("a\u0001b")
                .build();
        CloudEvent wordy = CloudEventBuilder.v1(message(0, "wordy").event())
                .withSubject("你".repeat(12_000))
                .build();
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            assertThatExceptionOfType(BrokerRefused.class)
                    .isThrownBy(() -> sender.send(List.of(message(0, "before"), new Message(0, huge))))
                    .withMessageContaining("huge");
            assertThatExceptionOfType(BrokerRefused.class)
                    .isThrownBy(() -> sender.send(List.of(new Message(0, control))))
                    .withMessageContaining("control");
            assertThatExceptionOfType(BrokerRefused.class)
                    .isThrownBy(() -> sender.send(List.of(new Message(0, wordy))))
                    .withMessageContaining("wordy");
            assertThat(ids(receive(receiver, 1))).containsExactly("before");
        }
    }

    @Test
    void a_topic_with_another_number_of_lanes_is_refused_with_what_to_do() {
        broker.sender(topic).close();
        Topic wider = new Topic(topic.name(), LANES + 4);
        for (var open : List.<Runnable>of(
                () -> broker.sender(wider),
                () -> broker.receiver(wider, "site-a"),
                () -> broker.subscribe(wider, "s"))) {
            assertThatExceptionOfType(BrokerUnfit.class)
                    .isThrownBy(open::run)
                    .withMessageContaining("has to have 8 queues")
                    .withMessageContaining("4 to read and 4 to write")
                    .withMessageContaining("mqadmin deleteTopic");
        }
    }

    @Test
    void a_broker_that_confirms_before_it_keeps_is_found_out_and_may_be_accepted() throws Exception {
        assertThat(broker.guarantees().durable()).isTrue();
        assertThat(broker.guarantees().shortcomings()).isEmpty();
        configure(Map.of("flushDiskType", "ASYNC_FLUSH"));
        try (Broker accepting = connect("accepted by J. Doe, 2026-11-27")) {
            assertThat(broker.guarantees().durable()).isFalse();
            assertThat(broker.guarantees().shortcomings())
                    .singleElement()
                    .asString()
                    .contains("broker-a", "flushDiskType=SYNC_FLUSH");
            assertThat(accepting.guarantees().shortcomings()).isEmpty();
            assertThat(accepting.guarantees().accepted()).hasSize(1);
        } finally {
            configure(Map.of("flushDiskType", "SYNC_FLUSH"));
        }
    }

    @Test
    void what_a_replica_has_to_keep_too_is_not_confirmed_without_one() throws Exception {
        try (Sender sender = broker.sender(topic);
                Receiver receiver = broker.receiver(topic, "site-a")) {
            configure(Map.of("brokerRole", "SYNC_MASTER", "inSyncReplicas", "2", "slaveTimeout", "200"));
            try {
                assertThatExceptionOfType(BrokerUnavailable.class)
                        .isThrownBy(() -> sender.send(batch(0, 4)))
                        .withMessageContaining("replica was too slow");
            } finally {
                configure(Map.of("brokerRole", "ASYNC_MASTER", "inSyncReplicas", "1"));
            }
            sender.send(batch(0, 4));
            assertThat(eachOnce(receiver, 4)).isEqualTo(laneByLane(4));
        }
    }

    @Test
    void what_a_receiver_had_not_acknowledged_when_it_died_goes_to_the_other() {
        Set<String> before = clients();
        try (Sender sender = broker.sender(topic);
                Receiver dying = broker.receiver(topic, "site-a")) {
            sender.send(batch(0, 80));
            List<Received> taken = receive(dying, 80, false);
            List<Received> done = taken.stream()
                    .filter(message ->
                            number(Objects.requireNonNull(message.event()).getId()) < 40)
                    .toList();
            dying.acknowledge(done);
            // Its connections end, and it says no more; so does a process that is killed.
            clients().stream()
                    .filter(client -> !before.contains(client))
                    .map(MQClientManager.getInstance().getFactoryTable()::get)
                    .forEach(client -> client.getMQClientAPIImpl().shutdown());
            try (Receiver other = broker.receiver(topic, "site-a")) {
                assertThat(eachOnce(other, 40).values().stream().flatMap(List::stream))
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(40, 80)
                                .mapToObj(n -> "event-" + n)
                                .toList());
            }
        }
    }

    private static Set<String> clients() {
        return Set.copyOf(MQClientManager.getInstance().getFactoryTable().keySet());
    }

    private static void configure(Map<String, String> settings) throws Exception {
        Properties change = new Properties();
        change.putAll(settings);
        try (RocketClient client = new RocketClient(new RocketProperties(nameServer(), "", ""))) {
            client.start();
            client.queues("orderly_settings", 1);
            client.instance().getMQClientAPIImpl().updateBrokerConfig(client.address("broker-a"), change, 5_000);
        }
    }

    private org.apache.rocketmq.common.message.Message plain(String body) {
        return new org.apache.rocketmq.common.message.Message(
                RocketNames.topic(topic), body.getBytes(StandardCharsets.UTF_8));
    }

    private org.apache.rocketmq.common.message.Message document(String id) {
        var whole = plain("{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"t\"}".formatted(id));
        whole.putUserProperty("CE_contenttype", "application/cloudevents+json");
        return whole;
    }

    /** Sends by somebody else's hand, to lane 2, with more flags than the client would set. */
    private void foreign(int flags, org.apache.rocketmq.common.message.Message... messages) throws Exception {
        DefaultMQProducer foreign = new DefaultMQProducer("foreign", flagging(flags));
        foreign.setNamesrvAddr(nameServer());
        foreign.setInstanceName("foreign-" + flags);
        foreign.start();
        try {
            for (var message : messages) {
                foreign.send(message, new MessageQueue(RocketNames.topic(topic), "broker-a", 2));
            }
        } finally {
            foreign.shutdown();
        }
    }

    private static RPCHook flagging(int flags) {
        return new RPCHook() {
            @Override
            public void doBeforeRequest(String address, RemotingCommand request) {
                if (request.readCustomHeader() instanceof SendMessageRequestHeaderV2 header) {
                    header.setF(header.getF() | flags);
                }
            }

            @Override
            public void doAfterResponse(String address, RemotingCommand request, RemotingCommand response) {}
        };
    }

    private MessageExt deadMessage() throws Exception {
        try (RocketClient client = new RocketClient(new RocketProperties(nameServer(), "", ""))) {
            client.start();
            client.createGroup("looking", client.queues(RocketNames.deadTopic(topic), 1));
        }
        return await().atMost(SOON)
                .until(() -> lookAtDead(Duration.ofSeconds(5)), dead -> !dead.isEmpty())
                .getFirst();
    }

    /** One whose line broke as it began looks at nothing for half a minute, so another one has to look then. */
    private List<MessageExt> lookAtDead(Duration atMost) throws Exception {
        DefaultLitePullConsumer consumer = new DefaultLitePullConsumer("looking");
        consumer.setNamesrvAddr(nameServer());
        consumer.start();
        try {
            MessageQueue dead = new MessageQueue(RocketNames.deadTopic(topic), "broker-a", 0);
            consumer.assign(List.of(dead));
            consumer.seekToBegin(dead);
            return consumer.poll(atMost.toMillis());
        } finally {
            consumer.shutdown();
        }
    }

    private static List<Message> batch(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(n -> message(n % LANES, "event-" + n))
                .toList();
    }

    /** The first time it may still use a connection that is no more. */
    private static void sendUntilTaken(Sender sender, List<Message> messages) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            try {
                sender.send(messages);
                return;
            } catch (BrokerUnavailable e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private static Map<Integer, List<String>> laneByLane(int count) {
        return IntStream.range(0, LANES)
                .boxed()
                .collect(Collectors.toMap(
                        lane -> lane,
                        lane -> IntStream.range(0, count)
                                .filter(n -> n % LANES == lane)
                                .mapToObj(n -> "event-" + n)
                                .toList()));
    }

    private static Map<Integer, List<String>> eachOnce(Receiver receiver, int count) {
        List<Received> all = new ArrayList<>();
        long deadline = System.nanoTime() + SOON.toNanos();
        while (eachOnceByLane(all).values().stream().mapToInt(List::size).sum() < count
                && System.nanoTime() < deadline) {
            List<Received> some = receiver.receive(500, Duration.ofMillis(500));
            receiver.acknowledge(some);
            all.addAll(some);
        }
        return eachOnceByLane(all);
    }

    private static Map<Integer, List<String>> eachOnceByLane(List<Received> all) {
        Map<Integer, List<String>> byLane = byLane(List.copyOf(all));
        byLane.replaceAll((lane, ids) -> ids.stream().distinct().toList());
        return byLane;
    }

    private static List<String> firsts(List<Received> all, int lane) {
        return eachOnceByLane(all).getOrDefault(lane, List.of());
    }

    private static int byNumber(String one, String other) {
        return Integer.compare(number(one), number(other));
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring("event-".length()));
    }

    /** The lanes of the last messages. */
    private static Set<Integer> lanesOfLast(List<Received> received) {
        List<Received> copy = new ArrayList<>(List.copyOf(received));
        Set<Integer> lanes = new HashSet<>();
        copy.subList(Math.max(0, copy.size() - 10), copy.size()).forEach(message -> lanes.add(message.lane()));
        return lanes;
    }

    private Thread receiving(List<Received> into, AtomicBoolean ends) {
        return Thread.ofVirtual().start(() -> {
            try (Receiver receiver = broker.receiver(topic, "site-a")) {
                while (!ends.get()) {
                    List<Received> some = receiver.receive(50, Duration.ofMillis(200));
                    into.addAll(some);
                    receiver.acknowledge(some);
                }
            }
        });
    }

    private static String nameServer() {
        return Objects.requireNonNull(rocketmq.properties().get("rocketmq.name-server"));
    }

    private static Broker connect(String acceptLossWindow) {
        return new RocketBroker(
                new RocketProperties(nameServer(), "", ""),
                new BrokerProperties(
                        BrokerType.ROCKETMQ,
                        "orderly",
                        500,
                        SEND_TIMEOUT,
                        acceptLossWindow,
                        Set.of(),
                        Duration.ofDays(7)));
    }
}

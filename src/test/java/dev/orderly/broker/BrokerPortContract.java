package dev.orderly.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every adapter has to show with a real broker; no database comes into it. */
@Tag("once-in-ci")
public abstract class BrokerPortContract {

    protected static final Duration SOON = Duration.ofSeconds(30);
    protected static final int LANES = 4;

    /** The adapter's broker, connected to a running process. */
    protected abstract Broker broker();

    protected final Topic topic =
            new Topic("orderly-test." + UUID.randomUUID().toString().substring(0, 8), LANES);

    @Test
    void messages_of_a_lane_arrive_in_the_order_in_which_they_were_sent() {
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, "site-a")) {
            for (int batch = 0; batch < 5; batch++) {
                int first = batch * 40;
                sender.send(IntStream.range(first, first + 40)
                        .mapToObj(n -> message(n % LANES, "event-" + n))
                        .toList());
            }
            Map<Integer, List<String>> byLane = byLane(receive(receiver, 200));
            for (int lane = 0; lane < LANES; lane++) {
                int ours = lane;
                assertThat(byLane.get(lane))
                        .isEqualTo(IntStream.range(0, 200)
                                .filter(n -> n % LANES == ours)
                                .mapToObj(n -> "event-" + n)
                                .toList());
            }
        }
    }

    @Test
    void what_was_not_acknowledged_comes_again_to_the_next_receiver() {
        try (Sender sender = broker().sender(topic)) {
            try (Receiver gone = broker().receiver(topic, "site-a")) {
                sender.send(List.of(message(1, "one"), message(1, "two"), message(1, "three")));
                List<Received> taken = receive(gone, 3, false);
                gone.acknowledge(taken.subList(0, 1));
            }
            try (Receiver next = broker().receiver(topic, "site-a")) {
                assertThat(ids(receive(next, 2))).containsExactly("two", "three");
            }
        }
    }

    @Test
    void what_is_given_back_comes_again_before_what_follows_it() {
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, "site-a")) {
            sender.send(List.of(message(2, "one"), message(2, "two"), message(2, "three")));
            List<Received> taken = receive(receiver, 3, false);
            receiver.acknowledge(taken.subList(0, 1));
            receiver.giveBack(taken.subList(1, 3));
            sender.send(List.of(message(2, "four")));
            assertThat(ids(receive(receiver, 3))).containsExactly("two", "three", "four");
        }
    }

    @Test
    void what_is_given_back_again_and_again_keeps_its_order() {
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, "site-a")) {
            sender.send(IntStream.range(0, 100)
                    .mapToObj(n -> message(0, "event-" + n))
                    .toList());
            for (int time = 0; time < 25; time++) {
                receiver.giveBack(receiver.receive(1 + time, SOON));
            }
            assertThat(ids(receive(receiver, 100)))
                    .isEqualTo(
                            IntStream.range(0, 100).mapToObj(n -> "event-" + n).toList());
        }
    }

    @Test
    void what_is_set_aside_does_not_come_again() {
        try (Sender sender = broker().sender(topic)) {
            try (Receiver receiver = broker().receiver(topic, "site-a")) {
                sender.send(List.of(message(0, "one"), message(0, "poison"), message(0, "three")));
                List<Received> taken = receive(receiver, 3, false);
                receiver.setAside(taken.get(1), "Nobody can read it");
                receiver.acknowledge(taken.subList(0, 1));
            }
            try (Receiver next = broker().receiver(topic, "site-a")) {
                sender.send(List.of(message(0, "four")));
                assertThat(ids(receive(next, 2))).containsExactly("three", "four");
            }
        }
    }

    @Test
    void an_event_arrives_as_it_was_sent() {
        String payload = "{\"name\":\"Zoë 你好 🚚 \\\" \\u0000\"}";
        CloudEvent sent = CloudEventBuilder.v1(message(0, "whole").event())
                .withSubject("order-1")
                .withExtension("position", "42")
                .withExtension("correlationid", "order-1")
                .withData("application/json", payload.getBytes(StandardCharsets.UTF_8))
                .build();
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, "site-a")) {
            sender.send(List.of(new Message(0, sent)));
            CloudEvent arrived =
                    Objects.requireNonNull(receive(receiver, 1).getFirst().event());
            assertThat(arrived.getId()).isEqualTo("whole");
            assertThat(arrived.getType()).isEqualTo(sent.getType());
            assertThat(arrived.getSource()).isEqualTo(sent.getSource());
            assertThat(arrived.getSubject()).isEqualTo("order-1");
            assertThat(arrived.getExtension("position")).hasToString("42");
            assertThat(arrived.getExtension("partitionkey")).hasToString("key-0");
            assertThat(new String(Objects.requireNonNull(arrived.getData()).toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(payload);
        }
    }

    @Test
    void a_payload_of_a_megabyte_arrives() {
        String payload = "{\"much\":\"" + "x".repeat(1024 * 1024) + "\"}";
        CloudEvent large = CloudEventBuilder.v1(message(3, "large").event())
                .withData("application/json", payload.getBytes(StandardCharsets.UTF_8))
                .build();
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, "site-a")) {
            sender.send(List.of(new Message(3, large)));
            CloudEvent arrived =
                    Objects.requireNonNull(receive(receiver, 1).getFirst().event());
            assertThat(Objects.requireNonNull(arrived.getData()).toBytes()).hasSize(payload.length());
        }
    }

    @Test
    void each_group_gets_everything_that_was_sent_since_it_subscribed() {
        broker().subscribe(topic, "site-a");
        broker().subscribe(topic, "site-b");
        try (Sender sender = broker().sender(topic)) {
            sender.send(List.of(message(0, "one"), message(1, "two")));
        }
        for (String group : List.of("site-a", "site-b")) {
            try (Receiver receiver = broker().receiver(topic, group)) {
                assertThat(ids(receive(receiver, 2))).containsExactlyInAnyOrder("one", "two");
            }
        }
    }

    @Test
    void a_group_that_has_unsubscribed_is_forgotten_and_begins_anew_if_it_comes_back() {
        broker().unsubscribe(topic, "site-a");
        try (Sender sender = broker().sender(topic)) {
            try (Receiver receiver = broker().receiver(topic, "site-a")) {
                sender.send(List.of(message(0, "one"), message(0, "two")));
                receiver.acknowledge(receive(receiver, 2, false).subList(0, 1));
                assertThatThrownBy(() -> broker().unsubscribe(topic, "site-a"))
                        .as("while it receives")
                        .isInstanceOf(BrokerUnavailable.class);
            }
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(BrokerUnavailable.class)
                    .untilAsserted(() -> broker().unsubscribe(topic, "site-a"));
            broker().subscribe(topic, "site-a");
            sender.send(List.of(message(0, "three")));
            try (Receiver receiver = broker().receiver(topic, "site-a")) {
                List<String> come = new ArrayList<>();
                while (!come.contains("three")) {
                    come.addAll(ids(receive(receiver, 1)));
                }
                assertThat(come)
                        .as("all that is sent from now on, or all that there is; not what a former group had left")
                        .isIn(List.of("three"), List.of("one", "two", "three"));
            }
        }
    }

    @Test
    void the_backlog_is_known() {
        broker().subscribe(topic, "site-a");
        try (Sender sender = broker().sender(topic);
                Receiver receiver = broker().receiver(topic, "site-a")) {
            sender.send(List.of(message(0, "one"), message(0, "two"), message(1, "three")));
            receiver.acknowledge(receive(receiver, 3, false));
            assertThat(receiver.backlog().values()).allMatch(waiting -> waiting == 0);
        }
    }

    protected static Message message(int lane, String id) {
        return new Message(
                lane,
                CloudEventBuilder.v1()
                        .withId(id)
                        .withSource(URI.create("/orderly/hub/test"))
                        .withType("order.placed")
                        .withExtension("partitionkey", "key-" + lane)
                        .withData("application/json", "{}".getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    /** So many messages, acknowledged. */
    protected static List<Received> receive(Receiver receiver, int count) {
        return receive(receiver, count, true);
    }

    protected static List<Received> receive(Receiver receiver, int count, boolean acknowledge) {
        List<Received> all = new ArrayList<>();
        long deadline = System.nanoTime() + SOON.toNanos();
        while (all.size() < count && System.nanoTime() < deadline) {
            List<Received> some = receiver.receive(count - all.size(), Duration.ofMillis(500));
            if (acknowledge) {
                receiver.acknowledge(some);
            }
            all.addAll(some);
        }
        assertThat(all).as("messages that arrived within " + SOON).hasSize(count);
        return all;
    }

    protected static List<String> ids(List<Received> messages) {
        return messages.stream()
                .map(message -> Objects.requireNonNull(message.event()).getId())
                .toList();
    }

    protected static Map<Integer, List<String>> byLane(List<Received> messages) {
        Map<Integer, List<String>> byLane = new HashMap<>();
        messages.forEach(message -> byLane.computeIfAbsent(message.lane(), lane -> new ArrayList<>())
                .add(Objects.requireNonNull(message.event()).getId()));
        return byLane;
    }
}

package dev.orderly.bridge;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Message;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps what it is sent, and does before that what a test has it do. */
class FakeBroker implements Broker {

    final List<Message> sent = new CopyOnWriteArrayList<>();
    final List<String> topics = new ArrayList<>();
    final List<String> subscribed = new ArrayList<>();
    Runnable beforeItConfirms = () -> {};
    Predicate<Message> refuses = message -> false;
    List<String> shortcomings = List.of();
    List<String> accepted = List.of();
    boolean away;

    @Nullable String topicFault;

    @Override
    public BrokerType type() {
        return BrokerType.REDIS_STREAMS;
    }

    @Override
    public Guarantees guarantees() {
        if (away) {
            throw new BrokerUnavailable("nobody answers", null);
        }
        return new Guarantees(true, true, true, true, false, true, shortcomings, accepted);
    }

    @Override
    public Sender sender(Topic topic) {
        if (topicFault != null) {
            throw new BrokerUnfit(topicFault);
        }
        topics.add(topic.name());
        return new Sender() {
            @Override
            public void send(List<Message> messages) {
                messages.stream().filter(refuses).findFirst().ifPresent(message -> {
                    throw new BrokerRefused("It is too large", null);
                });
                sent.addAll(messages);
                beforeItConfirms.run();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Receiver receiver(Topic topic, String group) {
        throw new BrokerUnavailable("it only listens: " + topic + " for " + group + Map.of(), null);
    }

    @Override
    public void subscribe(Topic topic, String group) {
        subscribed.add(topic.name() + " for " + group);
    }

    @Override
    public void unsubscribe(Topic topic, String group) {
        subscribed.remove(topic.name() + " for " + group);
    }

    @Override
    public void close() {}
}

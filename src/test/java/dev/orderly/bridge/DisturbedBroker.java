package dev.orderly.bridge;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A broker to which mishaps happen. */
record DisturbedBroker(Broker broker, Mishaps mishaps) implements Broker {

    @Override
    public BrokerType type() {
        return broker.type();
    }

    @Override
    public Guarantees guarantees() {
        return broker.guarantees();
    }

    @Override
    public Sender sender(Topic topic) {
        return broker.sender(topic);
    }

    @Override
    public Receiver receiver(Topic topic, String group) {
        Receiver receiver = broker.receiver(topic, group);
        return new Receiver() {
            @Override
            public List<Received> receive(int atMost, Duration wait) {
                return receiver.receive(atMost, wait);
            }

            @Override
            public void acknowledge(List<Received> messages) {
                mishaps.acknowledging();
                receiver.acknowledge(messages);
            }

            @Override
            public void giveBack(List<Received> messages) {
                receiver.giveBack(messages);
            }

            @Override
            public void setAside(Received message, String reason) {
                receiver.setAside(message, reason);
            }

            @Override
            public Map<Integer, Long> backlog() {
                return receiver.backlog();
            }

            @Override
            public void close() {
                receiver.close();
            }
        };
    }

    @Override
    public void subscribe(Topic topic, String group) {
        broker.subscribe(topic, group);
    }

    @Override
    public void unsubscribe(Topic topic, String group) {
        broker.unsubscribe(topic, group);
    }

    @Override
    public void close() {
        broker.close();
    }
}

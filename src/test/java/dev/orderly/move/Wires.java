package dev.orderly.move;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import java.util.ArrayList;
import java.util.List;

/** Notes who asked for which topic; nothing is sent by it. */
class Wires implements Broker {

    final List<String> subscriptions = new ArrayList<>();
    List<String> shortcomings = List.of();

    @Override
    public BrokerType type() {
        return BrokerType.KAFKA;
    }

    @Override
    public Guarantees guarantees() {
        return new Guarantees(true, true, true, true, false, true, shortcomings, List.of());
    }

    @Override
    public Sender sender(Topic topic) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Receiver receiver(Topic topic, String group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subscribe(Topic topic, String group) {
        subscriptions.add(group + " to " + topic.name());
    }

    @Override
    public void close() {}
}

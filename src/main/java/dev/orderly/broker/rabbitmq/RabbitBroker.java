package dev.orderly.broker.rabbitmq;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.regex.Pattern;

/** RabbitMQ, with {@link Topology} in it. */
final class RabbitBroker implements Broker {

    private static final Version OLDEST = Version.parse("3.10");
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+");

    private final Lines lines;
    private final Topology topology;
    private final BrokerProperties properties;

    RabbitBroker(Lines lines, BrokerProperties properties) {
        this.lines = lines;
        this.properties = properties;
        topology = new Topology(properties.prefix());
    }

    @Override
    public BrokerType type() {
        return BrokerType.RABBITMQ;
    }

    /** They lie in how the queues are declared, and a queue that is otherwise is refused where it is used. */
    @Override
    public Guarantees guarantees() {
        try (Line line = lines.open("looks at the version")) {
            return new Guarantees(true, true, true, false, false, true, shortcomings(line.version()), List.of());
        }
    }

    static List<String> shortcomings(String version) {
        return VERSION.matcher(version).lookingAt() && Version.parse(version).compareTo(OLDEST) < 0
                ? List.of(
                        "RabbitMQ %s is older than %s, from which on its quorum queues are as Orderly needs them. Upgrade it."
                                .formatted(version, OLDEST))
                : List.of();
    }

    @Override
    public Sender sender(Topic topic) {
        Publisher publisher = new Publisher(
                lines, "sends " + topic.name(), line -> topology.declareTopic(line, topic), properties.sendTimeout());
        publisher.open();
        return new RabbitSender(topic, publisher);
    }

    @Override
    public Receiver receiver(Topic topic, String group) {
        Line line = lines.open("receives " + topic.name() + " for " + group);
        try {
            topology.declareGroup(line, topic, group);
            Publisher dead = new Publisher(
                    lines,
                    "sets aside from " + topic.name() + " for " + group,
                    own -> topology.declareDead(own, topic, group),
                    properties.sendTimeout());
            RabbitReceiver receiver = new RabbitReceiver(topic, group, topology, ahead(topic), line, dead);
            receiver.open();
            return receiver;
        } catch (RuntimeException e) {
            line.close();
            throw e;
        }
    }

    @Override
    public void subscribe(Topic topic, String group) {
        try (Line line = lines.open("subscribes " + group + " to " + topic.name())) {
            topology.declareGroup(line, topic, group);
        }
    }

    @Override
    public void unsubscribe(Topic topic, String group) {
        try (Line line = lines.open("unsubscribes " + group + " from " + topic.name())) {
            topology.deleteGroup(line, topic, group);
        }
    }

    @Override
    public void close() {
        lines.close();
    }

    /** Of all lanes together about a batch. */
    private int ahead(Topic topic) {
        return Math.ceilDiv(properties.batchEvents(), topic.lanes());
    }
}

package dev.orderly.broker.kafka;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import java.util.List;

/** Kafka as the bridge sees it. It connects when it is first asked for something. */
final class KafkaBroker implements Broker {

    private final KafkaClients clients;
    private final BrokerProperties properties;
    private final KafkaTopics topics;

    KafkaBroker(KafkaClients clients, BrokerProperties properties) {
        this.clients = clients;
        this.properties = properties;
        this.topics = new KafkaTopics(clients);
    }

    @Override
    public BrokerType type() {
        return BrokerType.KAFKA;
    }

    @Override
    public Guarantees guarantees() {
        List<String> dangers = topics.dangers(properties.prefix());
        boolean accepted = !properties.acceptLossWindow().isBlank();
        return new Guarantees(
                true, true, true, true, false, true, accepted ? List.of() : dangers, accepted ? dangers : List.of());
    }

    @Override
    public Sender sender(Topic topic) {
        topics.ensure(topic);
        return new KafkaSender(topic, new ConfirmingProducer(clients));
    }

    @Override
    public Receiver receiver(Topic topic, String group) {
        topics.ensure(topic);
        topics.ensureDeadLetters(topic);
        String groupId = groupId(topic, group);
        return new KafkaReceiver(
                topic, groupId, clients.consumer(groupId), new ConfirmingProducer(clients), clients.timeout());
    }

    @Override
    public void subscribe(Topic topic, String group) {
        topics.ensure(topic);
        topics.subscribe(topic, groupId(topic, group));
    }

    @Override
    public void unsubscribe(Topic topic, String group) {
        topics.unsubscribe(groupId(topic, group));
    }

    @Override
    public void close() {
        clients.close();
    }

    /**
     * One consumer group for each topic that a site receives: members of a group that receive different topics would halt
     * one another whenever one of them comes or goes.
     */
    private static String groupId(Topic topic, String group) {
        return topic.name() + "." + group;
    }
}

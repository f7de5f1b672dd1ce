package dev.orderly.broker.rocketmq;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import java.util.List;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageQueue;

/** RocketMQ. Nothing is asked of it before the first sender or receiver. */
final class RocketBroker implements Broker {

    private final RocketProperties rocketmq;
    private final BrokerProperties properties;
    private final RocketClient client;
    private final DefaultMQProducer producer;

    RocketBroker(RocketProperties rocketmq, BrokerProperties properties) {
        this.rocketmq = rocketmq;
        this.properties = properties;
        client = new RocketClient(rocketmq);
        producer = new OrderlyProducer(client);
        client.ask("start the producer", () -> {
            producer.start();
            return true;
        });
    }

    @Override
    public BrokerType type() {
        return BrokerType.ROCKETMQ;
    }

    /** @throws dev.orderly.broker.BrokerUnavailable where the brokers cannot be asked what they keep */
    @Override
    public Guarantees guarantees() {
        List<String> found = client.brokerConfigurations().entrySet().stream()
                .flatMap(broker -> RocketDurability.shortcomings(broker.getKey(), broker.getValue()).stream())
                .sorted()
                .toList();
        boolean accepted = !properties.acceptLossWindow().isBlank();
        return new Guarantees(
                found.isEmpty(),
                true,
                true,
                true,
                true,
                true,
                accepted ? List.of() : found,
                accepted ? found : List.of());
    }

    @Override
    public Sender sender(Topic topic) {
        List<MessageQueue> lanes = client.queues(RocketNames.topic(topic), topic.lanes());
        return new RocketSender(producer, lanes, properties.sendTimeout());
    }

    @Override
    public Receiver receiver(Topic topic, String group) {
        subscribe(topic, group);
        // Not only when something has to be set aside: where the topic for that is missing and cannot be created,
        // nobody
        // would hear of it before.
        return new RocketReceiver(rocketmq, topic, group, sender(RocketNames.deadTopic(topic)));
    }

    /** Until it has acknowledged something, a group begins with the oldest message that there is. */
    @Override
    public void subscribe(Topic topic, String group) {
        List<MessageQueue> lanes = client.queues(RocketNames.topic(topic), topic.lanes());
        client.createGroup(RocketNames.group(topic, group), lanes);
    }

    @Override
    public void unsubscribe(Topic topic, String group) {
        client.deleteGroup(RocketNames.group(topic, group));
    }

    private RocketSender sender(String topic) {
        return new RocketSender(producer, client.queues(topic, 1), properties.sendTimeout());
    }

    @Override
    public void close() {
        // Closes the client too, whose only user it is.
        producer.shutdown();
    }

    /** Sends when it is told to, once, and as it is told. */
    private static final class OrderlyProducer extends DefaultMQProducer {

        OrderlyProducer(RocketClient client) {
            super("orderly", client.credentials());
            resetClientConfig(client.config());
            // Whoever reads need not know RocketMQ's ways to compress.
            setCompressMsgBodyOverHowmuch(Integer.MAX_VALUE);
            // The broker says what is too large for it; past 16 MB it would only hang up.
            setMaxMessageSize(12 * 1024 * 1024);
        }

        /** It would make batches by itself, and for that look 400 times a second whether there is something to send. */
        @Override
        public void initProduceAccumulator() {}
    }
}

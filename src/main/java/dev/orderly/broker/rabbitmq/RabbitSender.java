package dev.orderly.broker.rabbitmq;

import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.Message;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import dev.orderly.broker.rabbitmq.AmqpEvents.Wire;
import dev.orderly.broker.rabbitmq.Publisher.Publication;
import java.util.List;

/** One channel, on which a batch is published whole before its confirmations are waited for. */
final class RabbitSender implements Sender {

    private final Topic topic;
    private final Publisher publisher;

    /** @param publisher connected already */
    RabbitSender(Topic topic, Publisher publisher) {
        this.topic = topic;
        this.publisher = publisher;
    }

    /** An event to which nobody has subscribed goes nowhere, which is no error. */
    @Override
    public void send(List<Message> messages) {
        publisher.publish(messages.stream().map(this::publication).toList(), false);
    }

    @Override
    public void close() {
        publisher.close();
    }

    private Publication publication(Message message) {
        if (message.lane() < 0 || message.lane() >= topic.lanes()) {
            throw new IllegalArgumentException("There is no lane " + message.lane() + " in " + topic);
        }
        String type = message.event().getType();
        String contentType = message.event().getDataContentType();
        if (!AmqpEvents.isShort(type) || (contentType != null && !AmqpEvents.isShort(contentType))) {
            throw new BrokerRefused(
                    "The type or the content type of the event "
                            + message.event().getId() + " has more than " + AmqpEvents.SHORT_TEXT + " bytes",
                    null);
        }
        Wire wire = AmqpEvents.write(message.event(), Topology.towards(message.lane()));
        return new Publication(topic.name(), type, wire.properties(), wire.body());
    }
}

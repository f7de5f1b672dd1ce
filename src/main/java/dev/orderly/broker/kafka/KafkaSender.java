package dev.orderly.broker.kafka;

import dev.orderly.broker.Message;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends events in CloudEvents' binary mode, each to the partition that is its lane. */
final class KafkaSender implements Sender {

    private static final String PARTITION_KEY = "partitionkey";

    private final Topic topic;
    private final ConfirmingProducer producer;

    KafkaSender(Topic topic, ConfirmingProducer producer) {
        this.topic = topic;
        this.producer = producer;
    }

    @Override
    public void send(List<Message> messages) {
        producer.send(messages.stream().map(this::record).toList());
    }

    private ProducerRecord<byte[], byte[]> record(Message message) {
        CloudEvent event = message.event();
        // The key is there for whoever reads the topic; the lane has been chosen by whoever knows the log.
        byte[] key = Objects.requireNonNullElse(event.getExtension(PARTITION_KEY), event.getId())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        return KafkaMessageFactory.createWriter(topic.name(), message.lane(), key)
                .writeBinary(event);
    }

    @Override
    public void close() {
        producer.close();
    }
}

package dev.orderly.broker.kafka;

import com.google.common.base.Ascii;
import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Topic;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group. Its lanes are the partitions that the group gives it; whatever it has of a lane that goes
 * to another member it forgets, and acknowledgements that come later count for nothing, since the other member has those
 * messages again.
 *
 * <p>It asks Kafka for more only when everything that it has fetched is handed out: one poll's messages, and what the
 * client fetches ahead, a megabyte a lane. Until then each call only tells the group that it lives, as it has to within
 * {@code max.poll.interval.ms} (5 minutes); an owner that is slower loses its lanes, and gets some back with its next
 * call.
 */
final class KafkaReceiver implements Receiver, ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaReceiver.class);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** Whoever asks what waits does not receive meanwhile. */
    private static final Duration SHORT_ANSWER = Duration.ofSeconds(2);

    private static final int SHORT_REASON = 1_000;

    private final Topic topic;
    private final String groupId;
    private final Consumer<byte[], byte[]> consumer;
    private final ConfirmingProducer deadLetters;
    private final Duration timeout;

    private final Map<TopicPartition, OwnedLane> lanes = new HashMap<>();
    private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private long heard = System.nanoTime();

    /** What a message is known by. */
    private record Taken(OwnedLane lane, ConsumerRecord<byte[], byte[]> record) {

        TopicPartition partition() {
            return new TopicPartition(record.topic(), record.partition());
        }

        long offset() {
            return record.offset();
        }
    }

    KafkaReceiver(
            Topic topic,
            String groupId,
            Consumer<byte[], byte[]> consumer,
            ConfirmingProducer deadLetters,
            Duration timeout) {
        this.topic = topic;
        this.groupId = groupId;
        this.consumer = consumer;
        this.deadLetters = deadLetters;
        this.timeout = timeout;
        consumer.subscribe(List.of(topic.name()), this);
    }

    @Override
    public List<Received> receive(int atMost, Duration wait) {
        try {
            poll(wait);
            commit();
        } catch (KafkaException failure) {
            throw KafkaFailures.unavailable(failure);
        } catch (NoClassDefFoundError codec) {
            throw new BrokerUnavailable(
                    "The topic " + topic.name()
                            + " holds messages that are compressed as Orderly cannot read them. Set its "
                            + "compression.type to lz4, and send them again; what is there has to be passed over: "
                            + "kafka-consumer-groups.sh --reset-offsets --group " + groupId,
                    codec);
        }
        List<Received> messages = new ArrayList<>();
        while (messages.size() < atMost && !fetched.isEmpty()) {
            messages.add(handOut(fetched.remove()));
        }
        return messages;
    }

    private void poll(Duration wait) {
        if (!fetched.isEmpty()) {
            consumer.pause(consumer.assignment());
            consumer.poll(Duration.ZERO).forEach(fetched::add);
            return;
        }
        consumer.resume(consumer.paused());
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        records.forEach(fetched::add);
        if (!records.isEmpty()) {
            heard = System.nanoTime();
        } else if (System.nanoTime() - heard > timeout.toNanos()) {
            // To the client a broker that is away is one that has nothing to say; so it is asked for something.
            consumer.endOffsets(Set.of(new TopicPartition(topic.name(), 0)), timeout);
            heard = System.nanoTime();
        }
    }

    private Received handOut(ConsumerRecord<byte[], byte[]> record) {
        OwnedLane lane = lanes.computeIfAbsent(
                new TopicPartition(record.topic(), record.partition()), partition -> new OwnedLane());
        lane.handOut(record.offset());
        Taken taken = new Taken(lane, record);
        try {
            CloudEvent event = KafkaMessageFactory.createReader(record).toEvent();
            return Received.of(record.partition(), event, taken);
        } catch (RuntimeException unreadable) {
            // Whatever the bytes make the reader throw: they are not ours, and the next ones may be fine.
            return Received.unreadable(record.partition(), unreadable.toString(), taken);
        }
    }

    @Override
    public void acknowledge(List<Received> messages) {
        for (Received message : messages) {
            Taken taken = (Taken) message.handle();
            if (isOwned(taken)) {
                taken.lane().acknowledge(taken.offset());
            }
        }
        try {
            commit();
        } catch (KafkaException failure) {
            throw KafkaFailures.unavailable(failure);
        }
    }

    /** What was acknowledged and is not committed yet; also what could not be, while lanes were moving. */
    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        lanes.forEach((partition, lane) -> {
            if (lane.hasToCommit()) {
                positions.put(partition, new OffsetAndMetadata(lane.done()));
            }
        });
        if (positions.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(positions, timeout);
            lanes.forEach((partition, lane) -> {
                OffsetAndMetadata position = positions.get(partition);
                if (position != null) {
                    lane.committed(position.offset());
                }
            });
        } catch (CommitFailedException lost) {
            LOG.info("The lanes of {} went to others while messages were worked on; they come again", groupId);
        } catch (RebalanceInProgressException lanesAreMoving) {
            // The next poll takes part in that, and commits then.
        }
    }

    @Override
    public void giveBack(List<Received> messages) {
        Map<TopicPartition, Taken> first = new HashMap<>();
        for (Received message : messages) {
            Taken taken = (Taken) message.handle();
            if (isOwned(taken)) {
                first.merge(taken.partition(), taken, BinaryOperator.minBy(Comparator.comparingLong(Taken::offset)));
            }
        }
        first.forEach((partition, taken) -> {
            taken.lane().giveBack(taken.offset());
            forget(partition);
            consumer.seek(partition, taken.offset());
        });
    }

    @Override
    public void setAside(Received message, String reason) {
        ConsumerRecord<byte[], byte[]> record = ((Taken) message.handle()).record();
        try {
            deadLetters.send(List.of(burial(record, record.value(), record.headers(), reason)));
        } catch (BrokerRefused tooLarge) {
            setAsideWithoutTheirHeaders(record, Ascii.truncate(reason, SHORT_REASON, ""));
        }
        acknowledge(List.of(message));
    }

    /** Else a message that is larger than the topic takes, or has become so by our headers, would hold up its lane. */
    private void setAsideWithoutTheirHeaders(ConsumerRecord<byte[], byte[]> record, String reason) {
        try {
            deadLetters.send(List.of(burial(record, record.value(), new RecordHeaders(), reason)));
        } catch (BrokerRefused tooLarge) {
            // By topic, partition and offset it is found, as long as that is kept.
            deadLetters.send(List.of(burial(record, null, new RecordHeaders(), reason)));
        }
    }

    private ProducerRecord<byte[], byte[]> burial(
            ConsumerRecord<byte[], byte[]> record, byte @Nullable [] value, Headers headers, String reason) {
        ProducerRecord<byte[], byte[]> dead =
                new ProducerRecord<>(KafkaTopics.deadLetters(topic), null, record.key(), value, headers);
        header(dead, "orderly-reason", reason);
        header(dead, "orderly-topic", record.topic());
        header(dead, "orderly-partition", String.valueOf(record.partition()));
        header(dead, "orderly-offset", String.valueOf(record.offset()));
        header(dead, "orderly-group", groupId);
        return dead;
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** None where one of the lanes has no leader at present: they are asked about together. */
    @Override
    public Map<Integer, Long> backlog() {
        Map<Integer, Long> waiting = new TreeMap<>();
        try {
            consumer.endOffsets(lanes.keySet(), SHORT_ANSWER)
                    .forEach((partition, end) ->
                            waiting.put(partition.partition(), Math.max(0, end - firstWaiting(partition))));
        } catch (KafkaException cannotBeAsked) {
            return Map.of();
        }
        return waiting;
    }

    /** Not simply what was acknowledged: ends of foreign transactions take offsets too, and only the client knows them. */
    private long firstWaiting(TopicPartition partition) {
        OwnedLane lane = lanes.get(partition);
        if (lane != null && !lane.allAcknowledged()) {
            return lane.done();
        }
        return fetched.stream()
                .filter(record -> isOf(partition, record))
                .mapToLong(ConsumerRecord::offset)
                .min()
                .orElseGet(() -> consumer.position(partition, SHORT_ANSWER));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> lanes.put(partition, new OwnedLane()));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            commit();
        } catch (KafkaException failure) {
            LOG.info(
                    "What was acknowledged last in {} comes again, since it could not be committed: {}",
                    groupId,
                    failure.toString());
        }
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            lanes.remove(partition);
            forget(partition);
        });
    }

    private boolean isOwned(Taken taken) {
        return lanes.get(taken.partition()) == taken.lane();
    }

    private void forget(TopicPartition partition) {
        fetched.removeIf(record -> isOf(partition, record));
    }

    private static boolean isOf(TopicPartition partition, ConsumerRecord<?, ?> record) {
        return record.partition() == partition.partition() && record.topic().equals(partition.topic());
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(FAREWELL));
        } catch (KafkaException away) {
            LOG.debug("The group {} was not told that a member leaves: {}", groupId, away.toString());
        } finally {
            deadLetters.close();
        }
    }
}

package dev.orderly.broker.kafka;

import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that topics are there and as they have to be. One that exists is never changed: it is refused where events
 * would be lost in it, and its other settings are the operator's.
 *
 * <p>A new topic keeps messages for two weeks: twice as long as a log keeps events by default, and longer than a holiday.
 * Kafka deletes by age whether or not everybody has read, and without a limit it would fill its disk, which harms
 * everybody who uses it. A site that was away for longer meets a gap, since every event says which one was sent before
 * it, and stops there instead of going on without. How many replicas a topic has is the broker's
 * {@code default.replication.factor}.
 */
final class KafkaTopics {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

    private static final String DEAD_LETTERS = ".dead";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final long KEPT_MILLIS = Duration.ofDays(14).toMillis();
    private static final int LARGEST_NEW = 8 * 1024 * 1024;
    /** A payload of a megabyte, and what is said about it. */
    private static final int LARGEST_NEEDED = 1024 * 1024 + 128 * 1024;

    private final KafkaClients clients;

    KafkaTopics(KafkaClients clients) {
        this.clients = clients;
    }

    /** Where a topic's messages go that nobody could read. */
    static String deadLetters(Topic topic) {
        return topic.name() + DEAD_LETTERS;
    }

    /** Creates the topic, or refuses one that is not as it has to be. */
    void ensure(Topic topic) {
        Optional<TopicDescription> found = describe(topic.name());
        if (found.isEmpty() && create(newTopic(topic))) {
            awaitKnown(topic.name());
            return;
        }
        check(
                topic,
                found.or(() -> describe(topic.name()))
                        .orElseThrow(() ->
                                new BrokerUnavailable("The topic " + topic.name() + " is just being created", null)));
    }

    /** Nothing is kept in order there, and nothing is deleted before somebody has looked at it. */
    void ensureDeadLetters(Topic topic) {
        String name = deadLetters(topic);
        if (describe(name).isEmpty()) {
            create(new NewTopic(name, Optional.of(1), Optional.empty())
                    .configs(Map.of(
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            TopicConfig.CLEANUP_POLICY_DELETE,
                            TopicConfig.RETENTION_MS_CONFIG,
                            "-1",
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                            String.valueOf(KafkaClients.LARGEST_REQUEST))));
        }
    }

    /**
     * Commits the topic's beginning as the group's position in each partition where it has none. The group would begin
     * there anyhow; so it can be seen, with what waits for it, before its first member comes.
     */
    void subscribe(Topic topic, String groupId) {
        List<TopicPartition> partitions = IntStream.range(0, topic.lanes())
                .mapToObj(lane -> new TopicPartition(topic.name(), lane))
                .toList();
        Map<TopicPartition, OffsetAndMetadata> committed =
                answer(admin().listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata());
        Map<TopicPartition, OffsetSpec> missing = partitions.stream()
                .filter(partition -> committed.get(partition) == null)
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.earliest()));
        if (missing.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> beginning = new HashMap<>();
        answer(admin().listOffsets(missing).all())
                .forEach((TopicPartition partition, ListOffsetsResult.ListOffsetsResultInfo at) ->
                        beginning.put(partition, new OffsetAndMetadata(at.offset())));
        try {
            await(admin().alterConsumerGroupOffsets(groupId, beginning).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownMemberIdException || e.getCause() instanceof GroupNotEmptyException)) {
                throw KafkaFailures.ofRequest(e);
            }
            // It receives already.
        }
    }

    void unsubscribe(String groupId) {
        try {
            await(admin().deleteConsumerGroups(List.of(groupId)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw KafkaFailures.ofRequest(e);
            }
        }
    }

    /** What endangers events in the topics that there are; new ones are created without it. */
    List<String> dangers(String prefix) {
        List<String> names = answer(admin().listTopics().names()).stream()
                .filter(name -> name.startsWith(prefix + ".") && !name.endsWith(DEAD_LETTERS))
                .sorted()
                .toList();
        Map<String, TopicDescription> topics =
                new TreeMap<>(answer(admin().describeTopics(names).allTopicNames()));
        Map<String, Config> configs = configs(names);
        List<String> dangers = new ArrayList<>();
        topics.forEach((name, topic) -> {
            int replicas = topic.partitions().getFirst().replicas().size();
            LOG.info(
                    "The topic {} has {} of each partition",
                    name,
                    replicas == 1 ? "one replica" : replicas + " replicas");
            Config config = configs.get(name);
            if (config != null) {
                danger(name, replicas, config).ifPresent(dangers::add);
            }
        });
        return dangers;
    }

    /** A single replica is as good as its disk, which is the operator's choice; no settings make it lose more. */
    static Optional<String> danger(String name, int replicas, Config config) {
        if (replicas == 1 || !Boolean.parseBoolean(value(config, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG))) {
            return Optional.empty();
        }
        return Optional.of(
                "The topic " + name + " may come to be led by a replica that lacks events which were confirmed, and "
                        + "they are lost then. Set unclean.leader.election.enable to false: "
                        + alter(name, "unclean.leader.election.enable=false"));
    }

    private static NewTopic newTopic(Topic topic) {
        return new NewTopic(topic.name(), Optional.of(topic.lanes()), Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG, String.valueOf(KEPT_MILLIS),
                        TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                        // The age of a message counts from when it came, not from what a foreign producer says.
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(LARGEST_NEW),
                        // Whatever a foreign producer compresses with, it can be read with what is in the jar.
                        TopicConfig.COMPRESSION_TYPE_CONFIG, "lz4",
                        TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false"));
    }

    private Optional<TopicDescription> describe(String name) {
        try {
            return Optional.ofNullable(
                    await(admin().describeTopics(List.of(name)).allTopicNames()).get(name));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw KafkaFailures.ofRequest(e);
        }
    }

    /** Answers whether it was this call that created it. */
    private boolean create(NewTopic topic) {
        try {
            await(admin().createTopics(List.of(topic)).all());
            LOG.info(
                    "The topic {} has been created in Kafka, with {} partitions and {}",
                    topic.name(),
                    topic.numPartitions(),
                    topic.configs());
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            RuntimeException failure = KafkaFailures.ofRequest(e);
            throw failure instanceof BrokerUnfit
                    ? new BrokerUnfit("The topic " + topic.name() + " could not be created. "
                            + "Have it created with " + topic.numPartitions() + " partitions and " + topic.configs()
                            + ". "
                            + failure.getMessage())
                    : failure;
        }
    }

    /** A broker that is busy has a topic confirmed before it knows it. */
    private void awaitKnown(String name) {
        long deadline = System.nanoTime() + clients.timeout().toNanos();
        while (describe(name).isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new BrokerUnavailable("The topic " + name + " is just being created", null);
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private void check(Topic topic, TopicDescription found) {
        String name = topic.name();
        int partitions = found.partitions().size();
        if (partitions < topic.lanes()) {
            throw new BrokerUnfit("The topic " + name + " has " + partitions + " partitions and needs " + topic.lanes()
                    + ", one for each shard of the log that goes by it. Add what is missing: kafka-topics.sh --alter --topic "
                    + name + " --partitions " + topic.lanes());
        }
        if (partitions > topic.lanes()) {
            throw new BrokerUnfit(
                    "The topic " + name + " has " + partitions + " partitions and may have " + topic.lanes()
                            + " only, one for each shard of the log that goes by it; Kafka can take none away. Delete the topic if "
                            + "nothing is in it that is needed, or choose another orderly.broker.prefix");
        }
        Config config = configs(List.of(name)).get(name);
        if (config == null) {
            return;
        }
        if (value(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new BrokerUnfit(
                    "The topic " + name + " is compacted: all events of an order but the last would be deleted. "
                            + "Set cleanup.policy to delete: " + alter(name, "cleanup.policy=delete"));
        }
        if (Long.parseLong(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)) < LARGEST_NEEDED) {
            throw new BrokerUnfit("The topic " + name + " takes messages of "
                    + value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG) + " bytes only, and some may have "
                    + LARGEST_NEEDED + ". Set max.message.bytes to " + LARGEST_NEW + ": "
                    + alter(name, "max.message.bytes=" + LARGEST_NEW));
        }
    }

    private static String alter(String topic, String setting) {
        return "kafka-configs.sh --alter --entity-type topics --entity-name " + topic + " --add-config " + setting;
    }

    /** By topic; none where we may not know. */
    private Map<String, Config> configs(Collection<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> configs = new HashMap<>();
        try {
            await(admin().describeConfigs(resources).all())
                    .forEach((resource, config) -> configs.put(resource.name(), config));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw KafkaFailures.ofRequest(e);
            }
            LOG.info(
                    "How the topics {} are set up cannot be checked without the permission DESCRIBE_CONFIGS in Kafka",
                    topics);
        }
        return configs;
    }

    private static String value(Config config, String name) {
        return config.get(name).value();
    }

    private Admin admin() {
        return clients.admin();
    }

    private <T> T answer(KafkaFuture<T> future) {
        try {
            return await(future);
        } catch (ExecutionException e) {
            throw KafkaFailures.ofRequest(e);
        }
    }

    private <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(clients.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw KafkaFailures.unavailable(e);
        }
    }
}

package dev.orderly.broker.kafka;

import dev.orderly.broker.BrokerUnfit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Makes clients of Kafka's: with the operator's properties, with what the port promises whatever those say, and with
 * defaults of our own where they say nothing.
 */
final class KafkaClients implements AutoCloseable {

    /** The largest record, whatever its topic takes. Records are no larger than the log's payloads and some headers. */
    static final int LARGEST_REQUEST = 16 * 1024 * 1024;

    private static final int BATCH_BYTES = 256 * 1024;
    private static final String LZ4 = "lz4";

    /** The codecs whose libraries are not in the jar, with a class of each. */
    private static final Map<String, String> CODECS_LEFT_OUT =
            Map.of("zstd", "com.github.luben.zstd.Zstd", "snappy", "org.xerial.snappy.Snappy");

    private final Map<String, Object> producer;
    private final Map<String, Object> consumer;
    private final Map<String, Object> admin;
    private final Duration timeout;
    private final int batchEvents;
    private @Nullable Admin sharedAdmin;

    KafkaClients(
            Map<String, Object> producer,
            Map<String, Object> consumer,
            Map<String, Object> admin,
            Duration timeout,
            int batchEvents) {
        this.producer = producer;
        this.consumer = consumer;
        this.admin = admin;
        this.timeout = timeout;
        this.batchEvents = batchEvents;
    }

    /** How long the broker may take to answer. */
    Duration timeout() {
        return timeout;
    }

    Producer<byte[], byte[]> producer() {
        Map<String, Object> config = withTimeouts(producer);
        config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, LZ4);
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        refuseCodecLeftOut(config.get(ProducerConfig.COMPRESSION_TYPE_CONFIG));
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        // What follows in a lane waits until what is before it has been confirmed: see ConfirmingProducer.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        try {
            return new KafkaProducer<>(config);
        } catch (KafkaException failure) {
            throw KafkaFailures.ofClient(failure);
        }
    }

    Consumer<byte[], byte[]> consumer(String groupId) {
        Map<String, Object> config = withTimeouts(consumer);
        if (!GroupProtocol.CONSUMER
                .name()
                .equalsIgnoreCase(String.valueOf(config.get(ConsumerConfig.GROUP_PROTOCOL_CONFIG)))) {
            // Kafka's own, 45 s, is how long the lanes of a process wait that was killed.
            config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
            // With the answer to one a member hears that another has come or gone.
            config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
            // The lanes that stay where they are go on while others move.
            config.putIfAbsent(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        config.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Also what a group falls back on whose offsets the broker has forgotten, as it does some days after the last
        // member left: events come again, and none is left out.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Foreign producers may have sent in a transaction that did not come about.
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batchEvents);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        try {
            return new KafkaConsumer<>(config);
        } catch (KafkaException failure) {
            throw KafkaFailures.ofClient(failure);
        }
    }

    /** One for all; made late, since Kafka's clients refuse to be made where no name of a broker can be resolved. */
    synchronized Admin admin() {
        if (sharedAdmin == null) {
            try {
                sharedAdmin = Admin.create(withTimeouts(admin));
            } catch (KafkaException failure) {
                throw KafkaFailures.ofClient(failure);
            }
        }
        return sharedAdmin;
    }

    @Override
    public synchronized void close() {
        if (sharedAdmin != null) {
            sharedAdmin.close(Duration.ofSeconds(1));
            sharedAdmin = null;
        }
    }

    /** A request may take half the time, so that one over a dead connection can be tried over another. */
    private Map<String, Object> withTimeouts(Map<String, Object> properties) {
        Map<String, Object> config = new HashMap<>(properties);
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(Math.max(1, timeout.toMillis() / 2)));
        config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        return config;
    }

    private static void refuseCodecLeftOut(@Nullable Object codec) {
        String library = CODECS_LEFT_OUT.get(String.valueOf(codec));
        if (library != null && !ClassUtils.isPresent(library, KafkaClients.class.getClassLoader())) {
            throw new BrokerUnfit("spring.kafka.producer.compression-type is " + codec
                    + ", whose library is not part of Orderly; lz4 and gzip are");
        }
    }
}

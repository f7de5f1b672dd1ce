package dev.orderly.broker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records and waits until the broker has them all.
 *
 * <p>Nothing of a lane follows what failed in it, or a receiver would meet a gap that whoever sends again cannot fill
 * from behind. An idempotent producer by itself promises less: it goes on with the next batch of a partition when one has
 * failed for good. So there is one request in flight, and the first failure closes the producer before its thread sends
 * anything else; the next call makes another one.
 */
final class ConfirmingProducer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfirmingProducer.class);

    private final KafkaClients clients;
    private @Nullable Producer<byte[], byte[]> producer;

    ConfirmingProducer(KafkaClients clients) {
        this.clients = clients;
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return;
        }
        if (producer == null) {
            producer = clients.producer();
        }
        Producer<byte[], byte[]> current = producer;
        AtomicReference<@Nullable Exception> first = new AtomicReference<>();
        try {
            sendAll(current, records, first);
        } catch (InterruptedException | ExecutionException | TimeoutException | KafkaException e) {
            abandon();
            Exception cause = first.get();
            throw KafkaFailures.ofSend(cause == null ? e : cause);
        } catch (IllegalStateException closed) {
            abandon();
            Exception cause = first.get();
            throw cause == null ? closed : KafkaFailures.ofSend(cause);
        }
    }

    private void sendAll(
            Producer<byte[], byte[]> current,
            List<ProducerRecord<byte[], byte[]>> records,
            AtomicReference<@Nullable Exception> first)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + clients.timeout().toNanos();
        List<Future<RecordMetadata>> confirmations = new ArrayList<>(records.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            confirmations.add(current.send(record, (metadata, failure) -> {
                if (failure != null && first.compareAndSet(null, failure)) {
                    current.close(Duration.ZERO);
                }
            }));
            if (first.get() != null || System.nanoTime() > deadline) {
                break;
            }
        }
        for (Future<RecordMetadata> confirmation : confirmations) {
            confirmation.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        if (confirmations.size() < records.size()) {
            throw new TimeoutException(records.size() + " messages could not be sent in time");
        }
    }

    /** Forgets what has not been sent, so that it does not follow what is sent next. */
    private void abandon() {
        if (producer != null) {
            Producer<byte[], byte[]> abandoned = producer;
            producer = null;
            try {
                abandoned.close(Duration.ZERO);
            } catch (KafkaException interrupted) {
                // It is told to end before it is waited for.
                LOG.debug("A producer was not waited for: {}", interrupted.toString());
            }
        }
    }

    @Override
    public void close() {
        abandon();
    }
}

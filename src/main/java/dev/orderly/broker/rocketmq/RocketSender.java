package dev.orderly.broker.rocketmq;

import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.Message;
import dev.orderly.broker.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.exception.RemotingException;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.jspecify.annotations.Nullable;

/**
 * Sends the lanes side by side, and each lane's messages a batch after the other, each once the one before it is
 * confirmed: with two on their way at once the second could be kept without the first.
 */
final class RocketSender implements Sender {

    /** A broker takes 4 MB at once, unless it is set up otherwise; a larger message goes alone. */
    private static final int BATCH_BYTES = 1024 * 1024;

    private static final Duration WHILE_BUSY = Duration.ofMillis(50);

    private final DefaultMQProducer producer;
    private final List<MessageQueue> lanes;
    private final Duration timeout;

    RocketSender(DefaultMQProducer producer, List<MessageQueue> lanes, Duration timeout) {
        this.producer = producer;
        this.lanes = lanes;
        this.timeout = timeout;
    }

    @Override
    public void send(List<Message> messages) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<MessageQueue, List<org.apache.rocketmq.common.message.Message>> byLane = new TreeMap<>();
        for (Message message : messages) {
            MessageQueue lane = lanes.get(message.lane());
            byLane.computeIfAbsent(lane, first -> new ArrayList<>())
                    .add(RocketMessages.write(lane.getTopic(), message.event()));
        }
        sideBySide(byLane.entrySet().stream()
                .<Callable<Void>>map(lane -> () -> {
                    sendLane(lane.getKey(), lane.getValue(), deadline);
                    return null;
                })
                .toList());
    }

    /** One message as it is, for a topic with one lane. */
    void send(org.apache.rocketmq.common.message.Message message) {
        sendLane(lanes.getFirst(), List.of(message), System.nanoTime() + timeout.toNanos());
    }

    String topic() {
        return lanes.getFirst().getTopic();
    }

    /** Returns or throws once all have ended. */
    private static void sideBySide(List<Callable<Void>> sends) {
        List<Future<Void>> ends = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            sends.forEach(send -> ends.add(threads.submit(send)));
        }
        RuntimeException failure = null;
        for (Future<Void> end : ends) {
            try {
                end.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new BrokerUnavailable("Interrupted while RocketMQ confirmed messages", e);
            } catch (ExecutionException e) {
                failure = worse(failure, Objects.requireNonNull(e.getCause()));
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** That a message is refused matters more than that others have to be sent again. */
    private static RuntimeException worse(@Nullable RuntimeException before, Throwable now) {
        return switch (now) {
            case BrokerRefused refused -> refused;
            case BrokerUnavailable unavailable -> before == null ? unavailable : before;
            case RuntimeException other -> other;
            default -> new IllegalStateException(now);
        };
    }

    private void sendLane(MessageQueue lane, List<org.apache.rocketmq.common.message.Message> messages, long deadline) {
        List<org.apache.rocketmq.common.message.Message> batch = new ArrayList<>();
        int bytes = 0;
        for (org.apache.rocketmq.common.message.Message message : messages) {
            int length = message.getBody().length;
            if (!batch.isEmpty() && bytes + length > BATCH_BYTES) {
                sendBatch(lane, batch, deadline);
                batch.clear();
                bytes = 0;
            }
            batch.add(message);
            bytes += length;
        }
        sendBatch(lane, batch, deadline);
    }

    private void sendBatch(MessageQueue lane, List<org.apache.rocketmq.common.message.Message> batch, long deadline) {
        try {
            confirm(lane, batch, deadline);
        } catch (BrokerRefused e) {
            if (batch.size() == 1) {
                throw e;
            }
            // So that it is told which one is refused, and those before it are sent.
            batch.forEach(message -> sendBatch(lane, List.of(message), deadline));
        }
    }

    private void confirm(MessageQueue lane, List<org.apache.rocketmq.common.message.Message> batch, long deadline) {
        String what = "%d messages of %s, queue %d, from %s on"
                .formatted(
                        batch.size(),
                        lane.getTopic(),
                        lane.getQueueId(),
                        batch.getFirst().getKeys());
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new BrokerUnavailable(
                    "RocketMQ did not take all within %s; not sent are %s".formatted(timeout, what), null);
        }
        try {
            SendResult result =
                    batch.size() == 1 ? producer.send(batch.getFirst(), lane, left) : producer.send(batch, lane, left);
            if (result.getSendStatus() != SendStatus.SEND_OK) {
                throw new BrokerUnavailable(notKept(result.getSendStatus(), what), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailable("Interrupted while RocketMQ confirmed " + what, e);
        } catch (MQBrokerException e) {
            if (e.getResponseCode() != ResponseCode.SYSTEM_BUSY) {
                throw failed(what, e.getResponseCode(), e.getErrorMessage(), e);
            }
            // It has kept none of it, and says so when a message has waited for a fifth of a second for a thread.
            LockSupport.parkNanos(WHILE_BUSY.toNanos());
            confirm(lane, batch, deadline);
        } catch (MQClientException e) {
            throw failed(what, e.getResponseCode(), e.getMessage(), e);
        } catch (RemotingException e) {
            throw new BrokerUnavailable("RocketMQ did not confirm %s: %s".formatted(what, e.getMessage()), e);
        }
    }

    private static String notKept(SendStatus status, String what) {
        return switch (status) {
            case FLUSH_DISK_TIMEOUT -> "RocketMQ's disk was too slow for " + what;
            case FLUSH_SLAVE_TIMEOUT -> "RocketMQ's replica was too slow for " + what;
            case SLAVE_NOT_AVAILABLE -> "RocketMQ's broker waits for a replica, and has none, with " + what;
            case SEND_OK -> throw new IllegalArgumentException("It was kept");
        };
    }

    private static RuntimeException failed(String what, int code, @Nullable String reason, Exception cause) {
        return code == ResponseCode.MESSAGE_ILLEGAL || tooLarge(cause)
                ? new BrokerRefused("RocketMQ refuses %s: %s".formatted(what, reason), cause)
                : new BrokerUnavailable("RocketMQ did not take %s: %s".formatted(what, reason), cause);
    }

    /** In a batch the client's own objection comes as a cause. */
    private static boolean tooLarge(Throwable failure) {
        return failure.getCause() instanceof MQClientException inner
                && inner.getResponseCode() == ResponseCode.MESSAGE_ILLEGAL;
    }

    /** The producer is the broker's. */
    @Override
    public void close() {}
}

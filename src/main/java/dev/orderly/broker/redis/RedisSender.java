package dev.orderly.broker.redis;

import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.Message;
import dev.orderly.broker.Sender;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.format.EventSerializationException;
import io.cloudevents.rw.CloudEventRWException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds events to a topic's streams: all that go to one lane in one transaction, all lanes in one go. A lane's events are
 * added together or not at all, so that none is ever there without those before it, such as when memory runs out
 * between two of them.
 */
final class RedisSender implements Sender {

    private static final Logger LOG = LoggerFactory.getLogger(RedisSender.class);

    /** A larger batch goes in parts, one after the other: the server holds a transaction in memory until it ends. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final RedisServer server;
    private final StreamKeys keys;
    private final EventFormat format;
    private final Duration timeout;
    private final Trimming trimming;
    private @Nullable StatefulRedisConnection<String, byte[]> connection;

    RedisSender(RedisServer server, StreamKeys keys, EventFormat format, Duration timeout, Duration retention) {
        this.server = server;
        this.keys = keys;
        this.format = format;
        this.timeout = timeout;
        this.trimming = new Trimming(server, keys, retention);
    }

    @Override
    public void send(List<Message> messages) {
        Map<Integer, List<byte[]>> part = new LinkedHashMap<>();
        int bytes = 0;
        for (Message message : messages) {
            byte[] json = json(message);
            if (bytes > 0 && bytes + json.length > MOST_BYTES) {
                add(part);
                part.clear();
                bytes = 0;
            }
            bytes += json.length;
            part.computeIfAbsent(message.lane(), lane -> new ArrayList<>()).add(json);
        }
        add(part);
        trimNowAndThen();
    }

    private byte[] json(Message message) {
        if (message.lane() < 0 || message.lane() >= keys.topic().lanes()) {
            throw new BrokerRefused(keys.topic() + " has no lane " + message.lane(), null);
        }
        try {
            return format.serialize(message.event());
        } catch (EventSerializationException | CloudEventRWException e) {
            throw new BrokerRefused("The event " + message.event().getId() + " cannot be written as JSON", e);
        }
    }

    private void add(Map<Integer, List<byte[]>> lanes) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            List<Transaction> transactions = begin(lanes);
            transactions.forEach(transaction -> transaction.await(deadline));
        } catch (RedisException e) {
            // What was sent on it and had no answer may still be done; nothing more goes that way.
            disconnect();
            throw server.failure(e);
        }
    }

    private List<Transaction> begin(Map<Integer, List<byte[]>> lanes) {
        StatefulRedisConnection<String, byte[]> connected = connected();
        connected.setAutoFlushCommands(false);
        try {
            RedisAsyncCommands<String, byte[]> commands = connected.async();
            List<Transaction> transactions = lanes.entrySet().stream()
                    .map(lane -> Transaction.begin(commands, keys.stream(lane.getKey()), lane.getValue()))
                    .toList();
            connected.flushCommands();
            return transactions;
        } finally {
            connected.setAutoFlushCommands(true);
        }
    }

    /** The entries of one lane. */
    private record Transaction(
            RedisFuture<String> begin, List<RedisFuture<String>> entries, RedisFuture<TransactionResult> end) {

        static Transaction begin(RedisAsyncCommands<String, byte[]> commands, String stream, List<byte[]> events) {
            RedisFuture<String> begin = commands.multi();
            List<RedisFuture<String>> entries = events.stream()
                    .map(event -> commands.xadd(stream, Map.of(StreamKeys.EVENT, event)))
                    .toList();
            return new Transaction(begin, entries, commands.exec());
        }

        void await(long deadline) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            TransactionResult result;
            try {
                RedisServer.answer(begin, left);
                result = RedisServer.answer(end, left);
            } catch (RedisException e) {
                // That the transaction was discarded says not why; an entry that was not taken into it does.
                entries.stream()
                        .filter(entry -> entry.toCompletableFuture().isCompletedExceptionally())
                        .findFirst()
                        .ifPresent(refused -> RedisServer.answer(refused, left));
                throw e;
            }
            result.forEach(id -> {
                if (id instanceof RedisException failed) {
                    throw failed;
                }
            });
            if (result.wasDiscarded() || result.size() != entries.size()) {
                throw new RedisException("Of " + entries.size() + " entries " + result.size() + " were confirmed");
            }
        }
    }

    /** The events are sent whatever comes of it. */
    private void trimNowAndThen() {
        if (!trimming.isDue()) {
            return;
        }
        try {
            trim();
        } catch (RedisException | BrokerUnavailable e) {
            disconnect();
            LOG.warn("The streams of {} could not be trimmed", keys.topic().name(), e);
        }
    }

    /** Deletes what is old enough and acknowledged by all, and tells how many entries that were. */
    long trim() {
        return trimming.trim(
                connected().async(), IntStream.range(0, keys.topic().lanes()).boxed());
    }

    private StatefulRedisConnection<String, byte[]> connected() {
        StatefulRedisConnection<String, byte[]> current = connection;
        if (current == null || !current.isOpen()) {
            disconnect();
            current = server.connect();
            connection = current;
        }
        return current;
    }

    private void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}

package dev.orderly.broker.redis;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonFormat;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.function.Function;

/**
 * Redis Streams. Each lane of a topic is a stream {@code <topic>:<lane>}, each entry a CloudEvent as JSON in the field
 * {@code event}; whoever subscribes has a consumer group on each of the streams. What is acknowledged stays until it is
 * old enough and every group is past it.
 *
 * <p>With {@code appendonly yes} and {@code appendfsync always} the server answers after it has written to its disk, so
 * that what it has confirmed survives its crash. It survives the loss of the disk only on a replica, and replicas follow
 * behind: a failover loses what they did not have yet. {@code min-replicas-to-write} makes that window smaller and does
 * not close it, nor would WAIT, which tells afterwards how many have an entry but takes nothing back. So one server with
 * a disk that can be trusted is what contract events go over, or somebody has to accept that window; after a failover the bridge sees the gap, or starts a new
 * epoch.
 */
final class RedisBroker implements Broker {

    private final RedisServer server;
    private final BrokerProperties properties;
    private final RedisStreamProperties streams;
    private final EventFormat format = new JsonFormat();

    RedisBroker(RedisServer server, BrokerProperties properties, RedisStreamProperties streams) {
        this.server = server;
        this.properties = properties;
        this.streams = streams;
    }

    @Override
    public BrokerType type() {
        return BrokerType.REDIS_STREAMS;
    }

    @Override
    public Guarantees guarantees() {
        return asking(commands -> new RedisGuarantees(server, properties.acceptLossWindow()).of(commands));
    }

    @Override
    public Sender sender(Topic topic) {
        StreamKeys keys = new StreamKeys(topic);
        asking(commands -> claimName(commands, keys));
        return new RedisSender(server, keys, format, properties.sendTimeout(), streams.retention());
    }

    @Override
    public Receiver receiver(Topic topic, String group) {
        subscribe(topic, group);
        return new RedisReceiver(server, new StreamKeys(topic), group, format, streams);
    }

    @Override
    public void subscribe(Topic topic, String group) {
        StreamKeys keys = new StreamKeys(topic);
        asking(commands -> {
            claimName(commands, keys);
            for (int lane = 0; lane < topic.lanes(); lane++) {
                createGroup(commands, keys.stream(lane), group);
            }
            return topic;
        });
    }

    @Override
    public void unsubscribe(Topic topic, String group) {
        StreamKeys keys = new StreamKeys(topic);
        asking(commands -> {
            for (int lane = 0; lane < topic.lanes(); lane++) {
                if (commands.exists(keys.lease(lane, group)) > 0) {
                    throw new BrokerUnavailable(
                            "Somebody receives %s for %s at %s".formatted(keys.stream(lane), group, server), null);
                }
            }
            for (int lane = 0; lane < topic.lanes(); lane++) {
                if (commands.exists(keys.stream(lane)) > 0) {
                    commands.xgroupDestroy(keys.stream(lane), group);
                }
            }
            return topic;
        });
    }

    /** A group begins with the oldest entry that is kept; one that exists already goes on where it is. */
    private static void createGroup(RedisCommands<String, byte[]> commands, String stream, String group) {
        try {
            commands.xgroupCreate(StreamOffset.from(stream, "0-0"), group, XGroupCreateArgs.Builder.mkstream());
        } catch (RedisBusyException exists) {
            // Somebody else was first.
        } catch (RedisCommandExecutionException e) {
            if (!String.valueOf(e.getMessage()).startsWith("BUSYGROUP")) {
                throw e;
            }
        }
    }

    /** Holds the topic to the number of lanes that it was made with. */
    private Topic claimName(RedisCommands<String, byte[]> commands, StreamKeys keys) {
        String lanes = Integer.toString(keys.topic().lanes());
        commands.setnx(keys.lanes(), Texts.bytes(lanes));
        byte[] existing = commands.get(keys.lanes());
        if (existing != null && !Texts.text(existing).equals(lanes)) {
            throw new BrokerUnfit("%s has the topic %s with %s lanes, not %s: set orderly.messaging.shards alike at"
                            .formatted(server, keys.topic().name(), Texts.text(existing), lanes)
                    + " both ends, or another orderly.broker.prefix.");
        }
        return keys.topic();
    }

    private <T> T asking(Function<RedisCommands<String, byte[]>, T> work) {
        try (StatefulRedisConnection<String, byte[]> connection = server.connect()) {
            return work.apply(connection.sync());
        } catch (RedisException e) {
            throw server.failure(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}

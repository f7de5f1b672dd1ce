package dev.orderly.broker.redis;

import dev.orderly.messaging.Broadcast;
import dev.orderly.messaging.Broadcasts;
import dev.orderly.messaging.Lane;
import dev.orderly.messaging.Loop;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Broadcasts by Redis pub/sub, on the channels {@code orderly:<id of the database's site>:<topic>}. The server keeps
 * nothing of them. A thread of its own sees to the connections; while there are none, what is sent is dropped.
 */
final class RedisBroadcasts implements Broadcasts, SmartLifecycle, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisBroadcasts.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final RedisServer server;
    private final Supplier<String> installation;
    private final String self = UUID.randomUUID().toString();
    private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
    private final Loop loop = new Loop("broadcasts", Lane.JOB, woken -> keepConnected());
    private volatile @Nullable Link link;
    private volatile boolean running;
    private boolean away;

    /** @param installation tells this database from every other one that may use the same server */
    RedisBroadcasts(RedisServer server, Supplier<String> installation) {
        this.server = server;
        this.installation = installation;
    }

    @Override
    public void send(Broadcast broadcast) {
        Link current = link;
        if (current == null || !current.isOpen()) {
            return;
        }
        try {
            var _ = current.out()
                    .async()
                    .publish(current.prefix() + broadcast.topic(), Texts.bytes(self + " " + broadcast.text()))
                    .exceptionally(_ -> 0L);
        } catch (RedisException lost) {
            LOG.debug("A broadcast is lost", lost);
        }
    }

    @Override
    public void listen(String topic, Consumer<String> listener) {
        listeners.computeIfAbsent(topic, first -> new CopyOnWriteArrayList<>()).add(listener);
    }

    private void hear(String topic, String message) {
        int space = message.indexOf(' ');
        if (space < 0 || message.startsWith(self)) {
            return;
        }
        for (Consumer<String> listener : listeners.getOrDefault(topic, List.of())) {
            try {
                listener.accept(message.substring(space + 1));
            } catch (RuntimeException e) {
                LOG.warn("A broadcast on {} was of no use", topic, e);
            }
        }
    }

    /** Two connections: one that hears can do nothing else. */
    private record Link(
            String prefix,
            StatefulRedisPubSubConnection<String, byte[]> in,
            StatefulRedisConnection<String, byte[]> out) {

        static Link to(RedisServer server, String prefix) {
            StatefulRedisPubSubConnection<String, byte[]> in = server.connectPubSub();
            try {
                return new Link(prefix, in, server.connect());
            } catch (RuntimeException e) {
                in.close();
                throw e;
            }
        }

        boolean isOpen() {
            return in.isOpen() && out.isOpen();
        }

        void close() {
            in.close();
            out.close();
        }
    }

    private Duration keepConnected() {
        try {
            Link current = link;
            if (current == null || !current.isOpen()) {
                disconnect();
                connect();
            } else {
                server.answer(current.in().async().ping());
                server.answer(current.out().async().ping());
            }
            if (away) {
                LOG.info("{} is there, and hints go by it again", server);
                away = false;
            }
        } catch (RuntimeException e) {
            disconnect();
            if (!away) {
                LOG.warn("Until there are hints again, each process looks for work by itself: {}", e.getMessage());
                away = true;
            }
        }
        return LOOK;
    }

    private void connect() {
        String prefix = "orderly:" + installation.get() + ":";
        Link next = Link.to(server, prefix);
        try {
            next.in().addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String pattern, String channel, byte[] message) {
                    hear(channel.substring(prefix.length()), Texts.text(message));
                }
            });
            server.answer(next.in().async().psubscribe(prefix + "*"));
            link = next;
        } catch (RuntimeException e) {
            next.close();
            throw e;
        }
    }

    private void disconnect() {
        Link current = link;
        link = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void start() {
        running = true;
        loop.start();
    }

    @Override
    public void stop() {
        running = false;
        Loop.stopAll(Stream.of(loop));
        disconnect();
    }

    @Override
    public void close() {
        disconnect();
        server.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

package dev.orderly.broker.redis;

import dev.orderly.messaging.TelemetryEvent;
import dev.orderly.messaging.TelemetryQueue;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LMPopArgs;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Telemetry in the list {@code orderly:<id of the database's site>:telemetry} on Redis, of which each process takes what
 * it can count. A list forgets what is taken from it: whoever takes and dies has lost it for all.
 */
final class RedisTelemetryQueue implements TelemetryQueue, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisTelemetryQueue.class);
    private static final long ROOM = 10_000;

    private final RedisServer server;
    private final Supplier<String> installation;

    /** What was lost after its offer had been accepted: the next offers are refused in its name, so that it is counted. */
    private final AtomicLong lostLater = new AtomicLong();

    private volatile @Nullable Link link;
    private boolean away;

    /** @param installation tells this database from every other one that may use the same server */
    RedisTelemetryQueue(RedisServer server, Supplier<String> installation) {
        this.server = server;
        this.installation = installation;
    }

    /** Two connections: one waits for what comes, and must not keep what goes. */
    private record Link(
            String list, StatefulRedisConnection<String, byte[]> in, StatefulRedisConnection<String, byte[]> out) {

        boolean isOpen() {
            return in.isOpen() && out.isOpen();
        }

        void close() {
            in.close();
            out.close();
        }
    }

    @Override
    public boolean offer(TelemetryEvent event) {
        Link current = link;
        if (current == null || !current.isOpen()) {
            return false;
        }
        try {
            RedisAsyncCommands<String, byte[]> commands = current.out().async();
            var _ = commands.lpush(current.list(), Texts.bytes(event.text()))
                    .thenCombine(commands.ltrim(current.list(), 0, ROOM - 1), (length, _) -> length)
                    .whenComplete((length, failure) -> {
                        if (failure != null || length > ROOM) {
                            lostLater.incrementAndGet();
                        }
                    });
            return lostLater.getAndUpdate(lost -> Math.max(0, lost - 1)) == 0;
        } catch (RedisException lost) {
            return false;
        }
    }

    @Override
    public List<TelemetryEvent> take(int atMost, Duration wait) {
        try {
            Link current = connected();
            KeyValue<String, List<byte[]>> taken = RedisServer.answer(
                    current.in()
                            .async()
                            .blmpop(
                                    wait.toMillis() / 1000.0,
                                    LMPopArgs.Builder.right().count(atMost),
                                    current.list()),
                    server.timeout().plus(wait));
            if (away) {
                LOG.info("{} is there, and telemetry goes by it again", server);
                away = false;
            }
            return taken == null || !taken.hasValue() ? List.of() : events(taken.getValue());
        } catch (RuntimeException e) {
            close(link);
            if (!away) {
                LOG.warn("Telemetry is lost for now: {}", e.getMessage());
                away = true;
            }
            LockSupport.parkNanos(wait.toNanos());
            return List.of();
        }
    }

    private static List<TelemetryEvent> events(List<byte[]> texts) {
        return texts.stream()
                .map(text -> TelemetryEvent.of(Texts.text(text)))
                .flatMap(Optional::stream)
                .toList();
    }

    private Link connected() {
        Link current = link;
        if (current == null || !current.isOpen()) {
            close(current);
            String list = "orderly:" + installation.get() + ":telemetry";
            StatefulRedisConnection<String, byte[]> in = server.connect();
            try {
                current = new Link(list, in, server.connect());
            } catch (RuntimeException e) {
                in.close();
                throw e;
            }
            link = current;
        }
        return current;
    }

    private void close(@Nullable Link current) {
        link = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void close() {
        close(link);
        server.close();
    }
}

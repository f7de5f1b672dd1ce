package dev.orderly.broker.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * The Redis server, and connections to it. None is made before one is asked for.
 *
 * <p>No connection mends itself: Lettuce would send again what had no answer, while its caller, who was told that it
 * failed, does the same. Whoever loses his connection asks for another.
 */
final class RedisServer implements AutoCloseable {

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;

    RedisServer(RedisConnectionProperties properties) {
        uri = uri(properties);
        uri.setTimeout(properties.timeout());
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(properties.connectTimeout())
                        .keepAlive(true)
                        .build())
                .build());
    }

    private static RedisURI uri(RedisConnectionProperties properties) {
        if (!properties.url().isEmpty()) {
            return uri(properties.url());
        }
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(properties.host())
                .withPort(properties.port())
                .withDatabase(properties.database())
                .withSsl(properties.ssl().enabled());
        if (!properties.username().isEmpty()) {
            uri.withAuthentication(properties.username(), properties.password());
        } else if (!properties.password().isEmpty()) {
            uri.withPassword(properties.password().toCharArray());
        }
        return uri.build();
    }

    private static RedisURI uri(String url) {
        try {
            return RedisURI.create(url);
        } catch (IllegalArgumentException showsThePassword) {
            throw new FailureAnalyzedException(
                    "spring.data.redis.url is not well formed.",
                    "Write it as rediss://user:password@host:6379/0, with what is no letter or digit in the password"
                            + " percent-encoded.");
        }
    }

    /** Whether another server may be put in its place. */
    boolean isWatchedBySentinel() {
        return !uri.getSentinels().isEmpty();
    }

    /** A connection for one thread at a time. */
    StatefulRedisConnection<String, byte[]> connect() {
        try {
            return client.connect(CODEC);
        } catch (RedisException e) {
            throw failure(e);
        }
    }

    /** A connection that hears what is published. */
    StatefulRedisPubSubConnection<String, byte[]> connectPubSub() {
        try {
            return client.connectPubSub(CODEC);
        } catch (RedisException e) {
            throw failure(e);
        }
    }

    /** The answer, once it is there. */
    <T> T answer(RedisFuture<T> future) {
        return answer(future, uri.getTimeout());
    }

    static <T> T answer(RedisFuture<T> future, Duration timeout) {
        return LettuceFutures.awaitOrCancel(future, Math.max(1, timeout.toNanos()), TimeUnit.NANOSECONDS);
    }

    Duration timeout() {
        return uri.getTimeout();
    }

    /** What a failure of Lettuce's is to the bridge. */
    RuntimeException failure(RedisException failure) {
        return RedisFailures.translate(this, failure);
    }

    /** Without who logs in, and how. */
    @Override
    public String toString() {
        return isWatchedBySentinel()
                ? "Redis " + uri.getSentinelMasterId()
                : "Redis at " + uri.getHost() + ":" + uri.getPort();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}

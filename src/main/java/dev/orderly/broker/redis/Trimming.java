package dev.orderly.broker.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the server delete, now and then, what is old enough and acknowledged by every group. Senders do it, and receivers
 * too: what comes from outside is sent by somebody who knows nothing of it.
 */
final class Trimming {

    private static final Logger LOG = LoggerFactory.getLogger(Trimming.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Deleting so many entries takes the server some milliseconds. */
    private static final int AT_MOST = 50_000;

    private final RedisServer server;
    private final StreamKeys keys;
    private final Duration retention;
    private long next = System.nanoTime();

    Trimming(RedisServer server, StreamKeys keys, Duration retention) {
        this.server = server;
        this.keys = keys;
        this.retention = retention;
    }

    /** Whether it is time to; then not again for a while. */
    boolean isDue() {
        if (System.nanoTime() - next < 0) {
            return false;
        }
        next = System.nanoTime() + EVERY.toNanos();
        return true;
    }

    /** Trims these lanes, and tells how many entries were deleted. */
    long trim(RedisAsyncCommands<String, byte[]> commands, Stream<Integer> lanes) {
        List<RedisFuture<Long>> answers = lanes.map(lane -> commands.<Long>eval(
                        StreamScripts.TRIM,
                        ScriptOutputType.INTEGER,
                        new String[] {keys.stream(lane)},
                        Texts.bytes(retention.toMillis()),
                        Texts.bytes(AT_MOST)))
                .toList();
        long trimmed = answers.stream().mapToLong(lane -> server.answer(lane)).sum();
        if (trimmed > 0) {
            LOG.debug(
                    "{} entries of {} are past their retention and deleted",
                    trimmed,
                    keys.topic().name());
        }
        return trimmed;
    }
}

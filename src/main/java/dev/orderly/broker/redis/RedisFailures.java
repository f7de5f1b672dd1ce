package dev.orderly.broker.redis;

import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the server's errors, which begin with a word of their own each, are to the bridge. */
final class RedisFailures {

    private RedisFailures() {}

    static RuntimeException translate(RedisServer server, Throwable failure) {
        Throwable answer = find(RedisCommandExecutionException.class, failure);
        if (answer != null) {
            return answered(server, Objects.requireNonNullElse(answer.getMessage(), ""), failure);
        }
        if (find(RedisCommandInterruptedException.class, failure) != null) {
            Thread.currentThread().interrupt();
            return new BrokerUnavailable("The wait for " + server + " was interrupted", failure);
        }
        if (find(RedisCommandTimeoutException.class, failure) != null) {
            return new BrokerUnavailable(server + " does not answer in time", failure);
        }
        return new BrokerUnavailable(server + " cannot be reached", failure);
    }

    private static RuntimeException answered(RedisServer server, String error, Throwable failure) {
        return switch (error.replaceFirst("(?s)[ :].*", "")) {
            case "OOM" ->
                new BrokerUnavailable(
                        server + " has used all of its maxmemory and takes nothing until some is free: raise maxmemory,"
                                + " shorten orderly.broker.redis.retention, or let the slowest group catch up",
                        failure);
            case "LOADING" -> new BrokerUnavailable(server + " has just started and still reads its data", failure);
            case "MISCONF" -> new BrokerUnavailable(server + " cannot write to its disk: " + error, failure);
            case "READONLY" ->
                new BrokerUnavailable(server + " is a replica now: connect to the primary, or by Sentinel", failure);
            case "NOGROUP" ->
                new BrokerUnavailable(
                        server + " has lost a stream or a group of it, which is made anew: " + error, failure);
            case "NOAUTH", "WRONGPASS" ->
                new BrokerUnavailable(
                        server + " does not let us in: correct spring.data.redis.username and password", failure);
            case "NOPERM" ->
                new BrokerUnfit(server + " forbids its user what is needed here; let him have +@stream, +@string,"
                        + " +@sortedset, +@scripting, +@transaction, +@keyspace, +info and +config|get: " + error);
            case "WRONGTYPE" ->
                new BrokerUnfit(server + " holds something else under our names; set another orderly.broker.prefix, or"
                        + " another spring.data.redis.database: " + error);
            default ->
                error.contains("proto-max-bulk-len")
                        ? new BrokerRefused(server + " takes no message of this size: " + error, failure)
                        : new BrokerUnavailable(server + " answered: " + error, failure);
        };
    }

    private static @Nullable Throwable find(Class<? extends Throwable> type, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return cause;
            }
        }
        return null;
    }
}

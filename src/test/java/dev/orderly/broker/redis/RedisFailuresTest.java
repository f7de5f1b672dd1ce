package dev.orderly.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.TakesOn;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TakesOn(BrokerType.REDIS_STREAMS)
class RedisFailuresTest {

    private final RedisServer server = new RedisServer(new RedisConnectionProperties(
            "",
            "127.0.0.1",
            1,
            "",
            "",
            0,
            new RedisConnectionProperties.Ssl(false),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1)));

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LOADING Redis is loading the dataset in memory                | still reads its data
            OOM command not allowed when used memory > 'maxmemory'.       | raise maxmemory
            MISCONF Errors writing to the AOF file: No space left         | cannot write to its disk
            READONLY You can't write against a read only replica.         | is a replica now
            NOGROUP No such key 'a:0' or consumer group 'b'               | has lost a stream or a group
            WRONGPASS invalid username-password pair                      | spring.data.redis.username
            NOREPLICAS Not enough good replicas to write.                 | answered: NOREPLICAS
            """)
    void what_may_pass_is_unavailable(String error, String sentence) {
        assertThat(server.failure(new RedisCommandExecutionException(error)))
                .isInstanceOf(BrokerUnavailable.class)
                .hasMessageStartingWith("Redis at 127.0.0.1:1 ")
                .hasMessageContaining(sentence);
        assertThat(server.failure(
                        new RedisConnectionException("on connecting", new RedisCommandExecutionException(error))))
                .isInstanceOf(BrokerUnavailable.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void what_is_there_and_is_wrong_is_unfit() {
        assertThat(server.failure(new RedisCommandExecutionException("WRONGTYPE Operation against a key")))
                .isInstanceOf(BrokerUnfit.class);
        assertThat(server.failure(new RedisCommandExecutionException("NOPERM this user has no permissions")))
                .isInstanceOf(BrokerUnfit.class);
    }

    @Test
    void what_the_server_will_never_take_is_refused() {
        assertThat(server.failure(new RedisCommandExecutionException(
                        "ERR string exceeds maximum allowed size (proto-max-bulk-len)")))
                .isInstanceOf(BrokerRefused.class);
    }

    @Test
    void silence_and_a_lost_connection_are_unavailable() {
        assertThat(server.failure(new RedisCommandTimeoutException("after 1 s")))
                .isInstanceOf(BrokerUnavailable.class)
                .hasMessageContaining("does not answer in time");
        assertThat(server.failure(new RedisException("Connection closed")))
                .isInstanceOf(BrokerUnavailable.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void whoever_is_interrupted_stays_so() {
        assertThat(server.failure(new RedisCommandInterruptedException(new InterruptedException())))
                .isInstanceOf(BrokerUnavailable.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}

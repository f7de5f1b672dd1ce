package dev.orderly.broker.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the Redis server is, by the names that Spring Boot has for it. Spring Data, which reads them elsewhere, would be
 * 4 MB for nothing else.
 *
 * @param url such as {@code rediss://user:password@redis.example.com:6379/0}, or {@code redis-sentinel://…}; where it is
 *     set, host, port, username, password, database and ssl are not looked at
 * @param host the server's name or address
 * @param port the server's port
 * @param username who to log in as; none for the server's default user
 * @param password what to log in with; none where the server asks for none
 * @param database which of the server's databases
 * @param ssl whether the connection is encrypted
 * @param timeout how long the server may take to answer a command
 * @param connectTimeout how long it may take to accept a connection
 */
@ConfigurationProperties("spring.data.redis")
record RedisConnectionProperties(
        @DefaultValue("") String url,
        @DefaultValue("localhost") String host,
        @DefaultValue("6379") int port,
        @DefaultValue("") String username,
        @DefaultValue("") String password,
        @DefaultValue("0") int database,
        @DefaultValue Ssl ssl,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("2s") Duration connectTimeout) {

    /**
     * Whether the connection is encrypted.
     *
     * @param enabled true where it is
     */
    record Ssl(@DefaultValue("false") boolean enabled) {}

    /** Without the password, which must not come into a log. */
    @Override
    public String toString() {
        return "Redis at " + host + ":" + port;
    }
}

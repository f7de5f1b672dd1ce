package dev.orderly.bridge;

import dev.orderly.messaging.Command;
import dev.orderly.messaging.IdleLog;
import dev.orderly.messaging.IdleLogConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires the command {@code restored}. */
@Configuration(proxyBeanMethods = false)
@Import(IdleLogConfiguration.class)
class RestoredConfiguration {

    @Bean
    Command restored(IdleLog log, JdbcClient jdbc) {
        return new Restored(log, new Exports(jdbc));
    }
}

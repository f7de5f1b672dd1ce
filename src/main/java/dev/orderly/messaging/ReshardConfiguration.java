package dev.orderly.messaging;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the command {@code reshard}. */
@Configuration(proxyBeanMethods = false)
@Import(IdleLogConfiguration.class)
public class ReshardConfiguration {

    /** More than so many are to be handled in the log, and not one by one. */
    private static final int PARKED_AT_MOST = 10_000;

    @Bean
    Command reshard(EventLog log, ShardRows rows, Sites sites, IdleLog idle) {
        return new Reshard(log, rows, sites, idle, PARKED_AT_MOST);
    }
}

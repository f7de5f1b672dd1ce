package dev.orderly.broker;

import java.util.Locale;

/** The brokers that there are adapters for, by the names that {@code orderly.broker.type} has for them. */
public enum BrokerType {
    /** No broker: everything is in one database. */
    NONE,
    RABBITMQ,
    KAFKA,
    ROCKETMQ,
    REDIS_STREAMS;

    /** The name in properties, such as {@code redis-streams}. */
    public String property() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.orderly.broker;

import org.jspecify.annotations.Nullable;

/** The broker does not take a message, and will not however often it is sent. */
public class BrokerRefused extends RuntimeException {

    public BrokerRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

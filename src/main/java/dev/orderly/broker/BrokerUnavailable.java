package dev.orderly.broker;

import org.jspecify.annotations.Nullable;

/** The broker does not answer. Another try may succeed. */
public class BrokerUnavailable extends RuntimeException {

    public BrokerUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.orderly.broker;

/** The broker, or what it holds, is not as it has to be; the message says what to do about it. */
public class BrokerUnfit extends RuntimeException {

    public BrokerUnfit(String message) {
        super(message);
    }
}

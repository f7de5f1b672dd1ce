package dev.orderly.broker;

import java.util.List;

/** Sends events to one topic. */
public interface Sender extends AutoCloseable {

    /**
     * Sends events, and returns once the broker has all of them for good. Those of a lane stay in their order. Where it
     * fails, any number of them, from the first of each lane on, may have been sent; whoever sends again sends all.
     *
     * @throws BrokerUnavailable where the broker does not answer, or not in time; another try may succeed
     * @throws BrokerRefused where the broker does not take one of them, and will not
     */
    void send(List<Message> messages);

    @Override
    void close();
}

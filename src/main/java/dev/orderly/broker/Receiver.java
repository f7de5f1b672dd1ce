package dev.orderly.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Receives one topic's events for one group. */
public interface Receiver extends AutoCloseable {

    /**
     * Waits for messages that nobody of the group has acknowledged; those of a lane come in order, and none comes before
     * an earlier one of its lane that was given back. Few are taken from the broker ahead of need: whoever does not ask
     * gets none.
     *
     * @param atMost how many
     * @param wait how long, where there is none
     * @return none where none came
     * @throws BrokerUnavailable where the broker does not answer; the receiver is then closed by its owner
     */
    List<Received> receive(int atMost, Duration wait);

    /**
     * Lets the broker forget these, which were received by this receiver. Where that fails they come again.
     *
     * @throws BrokerUnavailable where the broker does not answer
     */
    void acknowledge(List<Received> messages);

    /**
     * Has these and all later ones of their lanes come again, in order.
     *
     * @throws BrokerUnavailable where the broker does not answer
     */
    void giveBack(List<Received> messages);

    /**
     * Puts a message where the broker keeps what nobody could read, with the reason, and acknowledges it. Where the
     * broker does not take all of it, what others have said about it is left out.
     *
     * @throws BrokerUnavailable where the broker does not answer
     * @throws BrokerRefused where the broker takes nothing there, such as from a user who may not write
     */
    void setAside(Received message, String reason);

    /** How many messages wait in the lanes that can be asked about; a lane that cannot be asked is left out. */
    Map<Integer, Long> backlog();

    @Override
    void close();
}

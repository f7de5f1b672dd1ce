package dev.orderly.broker;

/** A broker as the bridge sees it. Thread-safe; each sender and receiver it hands out serves one thread at a time. */
public interface Broker extends AutoCloseable {

    BrokerType type();

    /** What it promises, as it is set up here, having been asked where it can be asked. */
    Guarantees guarantees();

    /**
     * Sends to a log's topic, which is created where it does not exist.
     *
     * @throws BrokerUnfit where the topic exists and is not as it has to be, such as with another number of lanes
     * @throws BrokerUnavailable where the broker cannot be reached
     */
    Sender sender(Topic topic);

    /**
     * Receives what was sent to a topic since the group first asked for it, or since the oldest message that the broker
     * keeps. Each message goes to one receiver of the group, those of one lane to one receiver at a time and in order.
     *
     * @param group who receives: a site's name
     * @throws BrokerUnfit where topic or group are not as they have to be
     * @throws BrokerUnavailable where the broker cannot be reached
     */
    Receiver receiver(Topic topic, String group);

    /**
     * Makes sure that what is sent to the topic from now on is kept for the group, also while nobody of it receives.
     *
     * @throws BrokerUnfit where topic or group are not as they have to be
     * @throws BrokerUnavailable where the broker cannot be reached
     */
    void subscribe(Topic topic, String group);

    /**
     * Has nothing kept for the group any more, and what was kept for it forgotten. What it set aside stays. Does nothing
     * where there is no such group.
     *
     * @throws BrokerUnavailable where the broker cannot be reached, or somebody of the group receives
     */
    void unsubscribe(Topic topic, String group);

    @Override
    void close();
}

package dev.orderly.broker;

import java.io.IOException;
import java.util.Map;

/**
 * A real broker in a process of its own. It keeps its data when it is killed, and comes back at the same address.
 * Applications reach it by a cable that can be cut.
 */
public interface BrokerProcess extends AutoCloseable {

    BrokerType type();

    /** Starts it, with the data that it had, and returns once it serves. */
    void start() throws IOException, InterruptedException;

    /** SIGKILL. */
    void kill() throws IOException, InterruptedException;

    /** Ends every connection to it and refuses new ones, until {@link #mend}. */
    void cut();

    void mend();

    /** All that an application needs to use it, {@code orderly.broker.type} included; connections go by the cable. */
    Map<String, String> properties();

    /** Stops it and deletes its data. */
    @Override
    void close() throws IOException;
}

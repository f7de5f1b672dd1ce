package dev.orderly.bridge;

import dev.orderly.OrderlyProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What brings parcels from where they are sent to where they are handled. It can be killed and comes back with its data, and
 * the way to it can be cut.
 */
interface Carrier extends AutoCloseable {

    /**
     * Starts it. The way to it is cut until {@link #mend}, as far as its sender can do without it.
     *
     * @return the application that sends
     */
    Office open() throws Exception;

    /** Starts the application that receives. */
    Office receiver();

    /** The same in a process of its own, which dies where {@link Mishaps} says. */
    OrderlyProcess receiverThatDies(Path folder, int at) throws Exception;

    void kill() throws Exception;

    void revive() throws Exception;

    void cut();

    void mend();

    /** Waits until it has all that was sent. */
    void awaitTaken(Duration patience);

    /** Has all that was carried carried again, and returns once it was. */
    void repeat() throws Exception;

    /** Brings it something that nobody can handle. */
    void poison() throws Exception;

    /** Waits until that was set aside, with the reason. */
    void awaitSetAside() throws Exception;

    /** Is it told what has arrived, so that it can forget it? */
    boolean isToldWhatArrived();

    /** How many bytes it may keep in memory, of however much waits. */
    default long mostBytes() {
        return 24L << 20;
    }

    @Override
    void close() throws IOException;
}

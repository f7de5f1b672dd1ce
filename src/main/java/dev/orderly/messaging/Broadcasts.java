package dev.orderly.messaging;

import java.util.function.Consumer;

/**
 * Says something to all other processes on this database, at once and at most once: whoever is away, or hard of hearing
 * for a moment, never learns of it. So it is good for hints of what everybody finds out sooner or later, such as that
 * there is work, that something kept in memory is out of date, or that a page should be drawn again, and for nothing
 * else.
 *
 * <p>Whoever keeps something in memory that others change listens to a topic of its own, looks again when it hears of
 * it, and still looks by itself now and then; whoever makes the change sends, after its commit.
 */
public interface Broadcasts {

    /** Nobody hears it: every process finds out for itself. */
    Broadcasts NONE = new Broadcasts() {

        @Override
        public void send(Broadcast broadcast) {
            // There is nobody to tell.
        }

        @Override
        public void listen(String topic, Consumer<String> listener) {
            // Nobody ever says anything.
        }
    };

    /** Sends, without waiting and without failing; drops it where there is no connection. */
    void send(Broadcast broadcast);

    /**
     * Hears what other processes say, not what this one does.
     *
     * @param listener is quick, as all hear one after the other
     */
    void listen(String topic, Consumer<String> listener);
}

package dev.orderly.messaging;

import java.time.Duration;

/**
 * A bean that polls for work which an event handler may not do itself, such as calls to the outside. One instance at a
 * time runs it where ShedLock works as meant; it must stay correct where two do, as those whose work is shared
 * do by intent ({@link Work#isShared}).
 *
 * @param name unique in the database, {@code <module>-<what>}; at most 64 characters. It runs where the module lives
 * @param interval how long to wait after a run that found nothing; waiting backs off to four times this
 * @param work one bounded piece of work, in no transaction of its own
 */
public record Job(String name, Duration interval, Work work) {

    /** The module that it belongs to. */
    String module() {
        int dash = name.indexOf('-');
        return dash < 0 ? name : name.substring(0, dash);
    }

    /** One bounded piece of work. */
    @FunctionalInterface
    public interface Work {

        /** Does one batch, at most some seconds of it, and tells whether there may be more to do at once. */
        boolean run();

        /** A cheap look at whether there is anything to do; where there is not, the job's lock is not even taken. */
        default boolean isDue() {
            return true;
        }

        /**
         * Whether each piece of it is claimed by itself, so that several instances do different ones. Whoever is woken then
         * begins at once, also while another is at it, and spares the job's lock, which costs two commits; polls take it
         * in any case. As such pieces come with each order, the job rests like an event handler while callers go first.
         */
        default boolean isShared() {
            return false;
        }

        /**
         * The application stops, and no run is under way or follows: waits some seconds at most for what runs have begun
         * and left to go on by itself.
         *
         * @throws InterruptedException where the wait is interrupted
         */
        default void finish() throws InterruptedException {}
    }
}

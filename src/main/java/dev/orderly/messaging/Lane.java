package dev.orderly.messaging;

/**
 * The kinds of work that have database connections of their own, so that none can starve another. A thread works
 * in the lane that it, or the thread that started it, entered; others are callers' threads.
 */
public enum Lane {
    /** Requests of callers, and whatever else entered no lane. */
    CALLER,
    /**
     * Calls of programs that come again by themselves, such as a payment provider's. They use callers' connections, but
     * no module rests for them: nobody waits for their answer.
     */
    CALLBACK,
    /** Event handlers. */
    DISPATCH,
    /** Jobs. */
    JOB,
    /**
     * What comes with each order and is done by jobs, such as calls to a payment provider and mails; and what the payment
     * sandbox has to do for it. It uses the jobs' connections, and callers go first, as before event handlers.
     */
    FOLLOW_UP,
    /** The relay. */
    RELAY;

    private static final InheritableThreadLocal<Lane> CURRENT = new InheritableThreadLocal<>();

    static Lane current() {
        Lane lane = CURRENT.get();
        return lane == null ? CALLER : lane;
    }

    /** Puts the current thread, and all that it starts, into this lane for good. */
    public void enter() {
        CURRENT.set(this);
    }

    /** Does this in the lane, and puts the thread back into the one that it was in. */
    public void run(Runnable work) {
        Lane before = current();
        enter();
        try {
            work.run();
        } finally {
            before.enter();
        }
    }
}

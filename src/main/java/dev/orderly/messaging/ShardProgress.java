package dev.orderly.messaging;

import org.jspecify.annotations.Nullable;

/** What this process remembers of one module's way through one shard, from step to step. Used by one thread at a time. */
class ShardProgress {

    private final int shard;
    private final BatchLimit limit;
    /** Parked events and the log take turns. */
    private boolean parkedNext;
    /** The token in the cursor when nothing was parked; 0 where that is not known. */
    private long quietSince;
    /** A failure that nobody has recorded yet, as the thread that met it was given up. */
    private @Nullable EventFailed unrecorded;

    ShardProgress(int shard, BatchLimit limit) {
        this.shard = shard;
        this.limit = limit;
    }

    int shard() {
        return shard;
    }

    BatchLimit limit() {
        return limit;
    }

    /** Whether a parked event that is due has its turn now, before those of the log. */
    boolean takesParked(@Nullable Long due) {
        parkedNext = due != null && !parkedNext;
        return parkedNext;
    }

    /** Must it go without others, as something has failed in it and is not settled yet? */
    boolean goesAlone() {
        return limit.isCareful() || unrecorded != null;
    }

    /**
     * Is nothing parked here, for all that is known? Whoever parks an event moves the cursor over it, and leaves another
     * token there.
     */
    boolean isQuiet(long token) {
        return token != 0 && token == quietSince;
    }

    /** Nothing was parked when this token was in the cursor. */
    void quietSince(long token) {
        quietSince = token;
    }

    void leaveUnrecorded(EventFailed failed) {
        unrecorded = failed;
    }

    @Nullable EventFailed takeUnrecorded() {
        EventFailed failed = unrecorded;
        unrecorded = null;
        return failed;
    }
}

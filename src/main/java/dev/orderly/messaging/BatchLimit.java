package dev.orderly.messaging;

/** How many events of a shard the next batch may have, given what happened to those before. */
class BatchLimit {

    private final int most;
    /** Fewer than the most while events are large, so that no more are fetched than the batch takes. */
    private int ofThisSize;
    /** Below this position events are taken one by one, because a batch with them has failed; 0 means none. */
    private long oneByOneBelow;
    /** This event has failed behind others: the next batch ends before it, and it is then taken alone; 0 means none. */
    private long suspect;
    /** Those before the suspect have just been handled. */
    private boolean suspectIsNext;

    BatchLimit(int most) {
        this.most = most;
        this.ofThisSize = most;
    }

    int events(long after) {
        long next = after + 1;
        oneByOneBelow = next < oneByOneBelow ? oneByOneBelow : 0;
        suspect = next <= suspect ? suspect : 0;
        if (oneByOneBelow > 0 || next == suspect) {
            return 1;
        }
        return suspect > 0 ? (int) Math.min(ofThisSize, suspect - next) : ofThisSize;
    }

    /** Is there an event of which it is not known yet whether it can be handled? */
    boolean isCareful() {
        return oneByOneBelow > 0 || suspect > 0;
    }

    /**
     * Takes note of how large the events are.
     *
     * @param read how many fitted into a batch
     * @param cut whether they ended because of their size
     */
    void learn(int read, boolean cut) {
        if (cut) {
            ofThisSize = Math.max(1, read);
        } else if (ofThisSize < most) {
            ofThisSize = Math.min(most, ofThisSize * 2);
        }
    }

    void takeOneByOneUpTo(long position) {
        oneByOneBelow = position + 1;
    }

    void suspect(long position) {
        suspect = position;
        suspectIsNext = false;
    }

    /** So far was handled. */
    void reached(long position) {
        suspectIsNext = position + 1 == suspect;
    }

    /** Is it the suspect's turn, as those before it have just been handled? Says so once. */
    boolean comesToItsSuspect() {
        boolean comes = suspectIsNext;
        suspectIsNext = false;
        return comes;
    }
}

package dev.orderly.messaging;

/**
 * What a job asks before it calls the outside, so that it keeps its rate cap. It takes permits before it claims its
 * work, in no transaction, and claims no more than it has got; where it gets none, it returns, and is run again as soon
 * as there are some.
 */
public interface Permits {

    /** Takes up to so many, and tells how many; never waits. */
    int take(int atMost);

    /** Gives back what was not needed. */
    void giveBack(int unused);
}

package dev.orderly.broker;

import java.util.List;

/**
 * What a broker promises.
 *
 * @param durable what it has confirmed survives its crash
 * @param ordered the messages of a lane arrive in the order in which they were sent
 * @param competing several receivers share a topic's lanes, one at a time to each
 * @param replayable what was acknowledged can be read again
 * @param delay it can hold messages back for a time of their own
 * @param deadLetters it has a place for what nobody can read
 * @param shortcomings why contract events must not be entrusted to it, a sentence each with what to do about it; none
 *     where they may
 * @param accepted shortcomings that the operator has accepted in writing
 */
public record Guarantees(
        boolean durable,
        boolean ordered,
        boolean competing,
        boolean replayable,
        boolean delay,
        boolean deadLetters,
        List<String> shortcomings,
        List<String> accepted) {

    public Guarantees {
        shortcomings = List.copyOf(shortcomings);
        accepted = List.copyOf(accepted);
    }
}

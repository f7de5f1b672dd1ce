package dev.orderly.broker.rocketmq;

import dev.orderly.broker.Received;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** A queue that is ours, from one taking or giving back to the next. */
final class OwnedLane {

    /**
     * By what a message is known.
     *
     * @param packed whether it is compressed in a way that could not be undone
     */
    record Handle(MessageExt message, boolean packed) {

        long offset() {
            return message.getQueueOffset();
        }
    }

    private final int number;
    private final MessageQueue queue;
    private final Deque<Handle> waiting = new ArrayDeque<>();
    private final NavigableSet<Long> unacknowledged = new TreeSet<>();
    private long handedOutUpTo;
    private long next;
    private boolean asked;

    OwnedLane(int number, MessageQueue queue, long from) {
        this.number = number;
        this.queue = queue;
        handedOutUpTo = from;
        next = from;
    }

    int number() {
        return number;
    }

    MessageQueue queue() {
        return queue;
    }

    /** The first message that the broker has not been asked for, or is being asked for. */
    long next() {
        return next;
    }

    /** Whether the broker is being asked for more. */
    boolean isAsked() {
        return asked;
    }

    boolean wantsMore() {
        return !asked && waiting.isEmpty();
    }

    void asked() {
        asked = true;
    }

    /** @param goOnAt what to ask for next */
    void answered(List<MessageExt> messages, long goOnAt) {
        asked = false;
        messages.forEach(message -> waiting.add(new Handle(message, false)));
        next = goOnAt;
    }

    /** The next one there is, compressed as it is. */
    void answeredPacked(MessageExt message) {
        asked = false;
        waiting.add(new Handle(message, true));
        next = message.getQueueOffset() + 1;
    }

    void unanswered() {
        asked = false;
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    Received handOut() {
        Handle handle = waiting.removeFirst();
        unacknowledged.add(handle.offset());
        handedOutUpTo = handle.offset() + 1;
        if (handle.packed()) {
            return Received.unreadable(number, "It is compressed, and cannot be unpacked here", handle);
        }
        try {
            return Received.of(number, RocketMessages.read(handle.message()), handle);
        } catch (RuntimeException e) {
            // The SDK tells by exceptions of many kinds, and the reader of a format by its own.
            return Received.unreadable(number, "It is no CloudEvent: " + e.getMessage(), handle);
        }
    }

    /** Whether that was still to be acknowledged. */
    boolean acknowledge(long offset) {
        return unacknowledged.remove(offset);
    }

    /** The first that would come again. */
    long acknowledgedUpTo() {
        return unacknowledged.isEmpty() ? handedOutUpTo : unacknowledged.first();
    }

    /** Answers that are still to come are for the lane before it was given back. */
    OwnedLane from(long offset) {
        OwnedLane again = new OwnedLane(number, queue, offset);
        again.unacknowledged.addAll(unacknowledged.headSet(offset));
        return again;
    }
}

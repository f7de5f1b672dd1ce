package dev.orderly.broker.rocketmq;

import dev.orderly.broker.Received;
import io.cloudevents.rw.CloudEventRWException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** A queue that is ours, from one taking or giving back to the next. */
final class OwnedLane {

    /** By what a message is known. */
    record Handle(long offset, MessageExt message) {}

    private final int number;
    private final MessageQueue queue;
    private final Deque<MessageExt> waiting = new ArrayDeque<>();
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
        waiting.addAll(messages);
        next = goOnAt;
    }

    void unanswered() {
        asked = false;
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    Received handOut() {
        MessageExt message = waiting.removeFirst();
        Handle handle = new Handle(message.getQueueOffset(), message);
        unacknowledged.add(handle.offset());
        handedOutUpTo = handle.offset() + 1;
        try {
            return Received.of(number, RocketMessages.read(message), handle);
        } catch (CloudEventRWException | IllegalArgumentException e) {
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

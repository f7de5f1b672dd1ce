package dev.orderly.messaging;

import java.util.List;

/** How many events of a shard the next batch may have, given what happened to those before. */
class BatchLimit {

    private final int most;
    private final long mostBytes;
    /** Fewer than the most while events are large, so that no more are fetched than the batch takes. */
    private int ofThisSize;
    /** Below this position events are taken one by one, because a batch with them has failed; 0 means none. */
    private long oneByOneBelow;
    /** This event has failed behind others: the next batch ends before it, and it is then taken alone; 0 means none. */
    private long suspect;

    BatchLimit(MessagingProperties properties, Subscription subscription) {
        this.most = properties.batchEventsOf(subscription);
        this.mostBytes = properties.batchSize().toBytes();
        this.ofThisSize = most;
    }

    int events(long after) {
        long next = after + 1;
        if (next < oneByOneBelow || next == suspect) {
            return 1;
        }
        return suspect > next ? (int) Math.min(ofThisSize, suspect - next) : ofThisSize;
    }

    long bytes() {
        return mostBytes;
    }

    /** Takes note of how large the events are that were read. */
    void learn(List<LoggedEvent> events, int askedFor) {
        long bytes = events.stream()
                .mapToLong(logged -> logged.event().payload().length())
                .sum();
        if (bytes >= mostBytes && events.size() < askedFor) {
            ofThisSize = events.size();
        } else if (ofThisSize < most && bytes < mostBytes) {
            ofThisSize = Math.min(most, ofThisSize * 2);
        }
    }

    void takeOneByOneUpTo(long position) {
        oneByOneBelow = position + 1;
    }

    void suspect(long position) {
        suspect = position;
    }
}

package dev.orderly.messaging;

import dev.orderly.messaging.ShardRows.Standing;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * The events of all shards in one line: by when they were put in line, but those of a shard, and so of a key, always in
 * the order of their positions, whatever the clock did meanwhile.
 */
class MergedLog {

    /** The next event, and the shard that it is in. */
    record Next(int shard, Standing event) {}

    private static final int PAGE = 2_000;

    private final ShardRows rows;
    private final int target;
    private final PriorityQueue<Shard> shards = new PriorityQueue<>(Comparator.comparingLong(Shard::reached)
            .thenComparingLong(Shard::position)
            .thenComparingInt(Shard::number));

    /**
     * @param heads the last position of each shard
     * @param target into how many shards the events are to go
     */
    MergedLog(ShardRows rows, Map<Integer, Long> heads, int target) {
        this.rows = rows;
        this.target = target;
        heads.forEach((number, head) -> enter(new Shard(number, head)));
    }

    /** Takes the next event; empty at the end. */
    Optional<Next> next() {
        Shard shard = shards.poll();
        if (shard == null) {
            return Optional.empty();
        }
        Next next = new Next(shard.number, shard.page.remove());
        enter(shard);
        return Optional.of(next);
    }

    private void enter(Shard shard) {
        if (shard.advance()) {
            shards.add(shard);
        }
    }

    private final class Shard {

        private final int number;
        private final long head;
        private final Queue<Standing> page = new ArrayDeque<>();
        private long read;
        private long reached = Long.MIN_VALUE;

        Shard(int number, long head) {
            this.number = number;
            this.head = head;
        }

        int number() {
            return number;
        }

        long position() {
            return page.element().position();
        }

        /** The latest time so far, as a clock that was set back must not turn the order round. */
        long reached() {
            return reached;
        }

        /** Is there another? */
        boolean advance() {
            if (page.isEmpty()) {
                page.addAll(rows.read(number, read, head, target, PAGE));
            }
            Standing next = page.peek();
            if (next == null) {
                return false;
            }
            read = Math.max(read, next.position());
            reached = Math.max(reached, next.inLineAt());
            return true;
        }
    }
}

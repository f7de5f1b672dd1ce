package dev.orderly.messaging;

import dev.orderly.messaging.ShardRows.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a consumer's cursors come to stand in the merged log. Of a shard that comes from several it may have handled a
 * later event and not an earlier one, of another key: its cursor is then behind the later one, and the earlier one has to
 * wait among its parked events.
 */
class NewCursors {

    /** Events of a shard, from one position to another, of which it has handled none that it is given. */
    record Gap(int shard, long from, long to) {}

    private static final class Shard {

        private long gapFrom;
        private long inGap;
    }

    private final Found consumer;
    private final List<Shard> shards;
    private final List<Gap> gaps = new ArrayList<>();
    private long left;

    NewCursors(Found consumer, int shards) {
        this.consumer = consumer;
        this.shards = IntStream.range(0, shards).mapToObj(n -> new Shard()).toList();
    }

    Found consumer() {
        return consumer;
    }

    /** Takes in the next event: where it was, of which type, and where it goes. */
    void add(int fromShard, long from, String type, int toShard, long to) {
        if (!consumer.types().contains(type)) {
            return;
        }
        Shard shard = shards.get(toShard);
        if (from > consumer.positions().getOrDefault(fromShard, 0L)) {
            shard.gapFrom = shard.inGap++ == 0 ? to : shard.gapFrom;
        } else if (shard.inGap > 0) {
            gaps.add(new Gap(toShard, shard.gapFrom, to - 1));
            left += shard.inGap;
            shard.inGap = 0;
        }
    }

    /** How many events that it has still to handle lie behind its new cursors, so that they have to be parked. */
    long left() {
        return left;
    }

    List<Gap> gaps() {
        return gaps;
    }

    /** Its cursor in the shard, whose last event has this position. */
    long position(int shard, long last) {
        return shards.get(shard).inGap == 0 ? last : shards.get(shard).gapFrom - 1;
    }
}

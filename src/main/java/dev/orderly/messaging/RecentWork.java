package dev.orderly.messaging;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many events this process has handled in the last minute, by module and shard. Whoever reports it turns it on, so
 * that counting an event is an addition and nothing else; the minute is as long as {@value #SPANS} reports.
 */
class RecentWork {

    private static final int SPANS = 6;

    private final Map<String, Map<Integer, Shard>> modules = new ConcurrentHashMap<>();

    /** So many events were handled in each of the shards, and that is committed. */
    void handled(String module, Map<Integer, Integer> events) {
        Map<Integer, Shard> shards = modules.computeIfAbsent(module, name -> new ConcurrentHashMap<>());
        events.forEach((shard, number) ->
                shards.computeIfAbsent(shard, any -> new Shard()).now.add(number));
    }

    /** Ends a span of ten seconds, and tells of those in the last minute that saw any events. Called by one thread. */
    SortedMap<String, SortedMap<Integer, Long>> turn() {
        SortedMap<String, SortedMap<Integer, Long>> work = new TreeMap<>();
        modules.forEach((module, shards) -> {
            SortedMap<Integer, Long> busy = new TreeMap<>();
            shards.forEach((number, shard) -> {
                long events = shard.turn();
                if (events > 0) {
                    busy.put(number, events);
                }
            });
            if (!busy.isEmpty()) {
                work.put(module, busy);
            }
        });
        return work;
    }

    private static final class Shard {

        private final LongAdder now = new LongAdder();
        private final long[] spans = new long[SPANS];
        private int next;

        long turn() {
            spans[next] = now.sumThenReset();
            next = (next + 1) % SPANS;
            return Arrays.stream(spans).sum();
        }
    }
}

package dev.orderly.bridge;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shards of which the broker does not take the next event. It is tried again now and then; the other shards go on. */
class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Exports exports;
    private final Duration rest;
    private final Map<Integer, Long> restUntil = new HashMap<>();

    /** @param rest how long until a refused event is tried again */
    Refusals(Exports exports, Duration rest) {
        this.exports = exports;
        this.rest = rest;
    }

    boolean isResting(int shard) {
        Long until = restUntil.get(shard);
        return until != null && System.nanoTime() - until < 0;
    }

    void rest(int shard, String why) {
        restUntil.put(shard, System.nanoTime() + rest.toNanos());
        if (exports.refuse(shard, why)) {
            LOG.error("Nothing more of shard {} is sent until the broker takes its next event: {}", shard, why);
        }
    }
}

package dev.orderly.move;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a module has handled: of each site's log, in each shard, all up to a position. An event has been handled if that
 * holds of its position in any log that it is in.
 */
class Handled {

    private final Map<Integer, Map<String, Long>> upTo = new TreeMap<>();

    Handled set(int shard, String site, long position) {
        upTo.computeIfAbsent(shard, none -> new TreeMap<>()).put(site, position);
        return this;
    }

    /** 0 where nothing of the site's log was handled. */
    long upTo(int shard, String site) {
        return Objects.requireNonNullElse(upTo.getOrDefault(shard, Map.of()).get(site), 0L);
    }

    /** The shards that the module reads; none where it consumes nothing. */
    Set<Integer> shards() {
        return upTo.keySet();
    }

    Set<String> sites() {
        Set<String> sites = new TreeSet<>();
        upTo.values().forEach(shard -> sites.addAll(shard.keySet()));
        return sites;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Handled handled && upTo.equals(handled.upTo);
    }

    @Override
    public int hashCode() {
        return upTo.hashCode();
    }

    @Override
    public String toString() {
        return upTo.toString();
    }
}

package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A process, as operators see it. */
record InstanceView(
        String id,

        @Schema(description = "orderly.instance.name; else its host and its process id")
        String name,

        String host,
        long pid,
        String version,

        @Schema(description = "Where its database is: hub, or the satellite that it belongs to")
        String site,

        Collection<String> modules,
        State state,

        @Schema(description = "Since when nothing has been heard of a process that is gone; null while it runs")
        @Nullable Instant silentSince,

        Instant startedAt,

        @Schema(description = "When it last said that it runs, which it does every 10 s")
        Instant lastSeenAt,

        @Schema(description = "What it had handled in the minute before that, by module; empty once it is gone")
        List<ModuleWork> work) {

    /** Does it run? */
    enum State {
        /** It was heard of in the last 30 s. */
        RUNNING,
        /** It fell silent without saying goodbye: killed, cut off from the database, or standing still. */
        GONE
    }

    /** What it handled for one module. */
    record ModuleWork(String module, long events, List<ShardWork> shards) {}

    /** What it handled in one shard. */
    record ShardWork(int shard, long events) {}

    /** After three reports in vain. */
    static final Duration SILENT = Duration.ofSeconds(30);

    static InstanceView of(Instances.Seen seen) {
        boolean gone = Duration.between(seen.seenAt(), seen.now()).compareTo(SILENT) > 0;
        Instance instance = seen.instance();
        return new InstanceView(
                instance.id(),
                instance.name(),
                instance.host(),
                instance.pid(),
                instance.version(),
                instance.site(),
                instance.modules(),
                gone ? State.GONE : State.RUNNING,
                gone ? seen.seenAt() : null,
                seen.startedAt(),
                seen.seenAt(),
                gone ? List.of() : work(seen.work()));
    }

    private static List<ModuleWork> work(SortedMap<String, SortedMap<Integer, Long>> work) {
        return work.entrySet().stream()
                .map(module -> new ModuleWork(
                        module.getKey(),
                        module.getValue().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        module.getValue().entrySet().stream()
                                .map(shard -> new ShardWork(shard.getKey(), shard.getValue()))
                                .toList()))
                .toList();
    }
}

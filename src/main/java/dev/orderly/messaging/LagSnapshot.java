package dev.orderly.messaging;

import dev.orderly.messaging.Lags.ParkedIn;
import dev.orderly.messaging.Lags.ShardLag;
import dev.orderly.messaging.Lags.Unnumbered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far behind everybody was at one moment.
 *
 * @param takenNanos that moment by {@link System#nanoTime}
 */
record LagSnapshot(
        long takenNanos,
        List<ModuleLag> modules,
        List<ShardLag> shards,
        Map<ParkedIn, Long> parked,
        Unnumbered unnumbered) {

    private static final Duration LONGEST_VALID = Duration.ofSeconds(30);

    /** Looks at the database, and at what was seen before to tell the pace. */
    static LagSnapshot take(Lags lags, long floor, @Nullable LagSnapshot before) {
        List<ShardLag> shards = lags.shards();
        Unnumbered unnumbered = lags.unnumbered(floor);
        long takenNanos = System.nanoTime();
        Map<ParkedIn, Long> parked =
                lags.parked(shards.stream().map(ShardLag::module).distinct().toList());
        Map<String, Instant> parkedSince = parked.isEmpty() ? Map.of() : lags.parkedSince();
        List<ModuleLag> modules = new ArrayList<>();
        shards.stream()
                .collect(Collectors.groupingBy(ShardLag::module, TreeMap::new, Collectors.toList()))
                .forEach((module, ofModule) ->
                        modules.add(lag(module, ofModule, unnumbered, parked, parkedSince.get(module), before)));
        return new LagSnapshot(takenNanos, List.copyOf(modules), shards, parked, unnumbered);
    }

    private static ModuleLag lag(
            String module,
            List<ShardLag> shards,
            Unnumbered unnumbered,
            Map<ParkedIn, Long> parked,
            @Nullable Instant parkedSince,
            @Nullable LagSnapshot before) {
        Instant now = unnumbered.now();
        long handled = shards.stream().mapToLong(ShardLag::position).sum();
        long arrived = shards.stream().mapToLong(ShardLag::head).sum() + unnumbered.events();
        Pace pace = Optional.ofNullable(before)
                .flatMap(snapshot -> snapshot.of(module))
                .map(lag -> lag.pace().next(now, handled, arrived))
                .orElseGet(() -> Pace.first(now, handled, arrived));
        Instant next = earliest(shards, ShardLag::waitingSince);
        return new ModuleLag(
                module,
                now,
                shards.stream().mapToLong(ShardLag::events).sum(),
                unnumbered.events(),
                next == null
                                || (unnumbered.since() != null
                                        && unnumbered.since().isBefore(next))
                        ? unnumbered.since()
                        : next,
                earliest(shards, ShardLag::inLineSince),
                parked.entrySet().stream()
                        .filter(entry -> entry.getKey().module().equals(module))
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                parkedSince,
                pace);
    }

    /** The database's time now, by what it was then. */
    Instant databaseNow() {
        return unnumbered.now().plusNanos(System.nanoTime() - takenNanos);
    }

    Optional<ModuleLag> of(String module) {
        return modules.stream().filter(lag -> lag.module().equals(module)).findFirst();
    }

    /** Nobody is behind. */
    boolean isIdle() {
        return modules.stream().allMatch(lag -> lag.events() == 0);
    }

    /** It is too long ago to be relied on. */
    boolean isStale() {
        return System.nanoTime() - takenNanos > LONGEST_VALID.toNanos();
    }

    private static @Nullable Instant earliest(List<ShardLag> shards, Function<ShardLag, @Nullable Instant> time) {
        return shards.stream()
                .map(time)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}

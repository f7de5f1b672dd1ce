package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far behind everybody is, as operators see it.
 *
 * @param items each module in each shard
 * @param modules each module over all shards
 */
record ConsumersView(List<ShardView> items, List<ModuleView> modules, WithoutPosition withoutPosition) {

    /** One module's place in one shard. */
    record ShardView(
            String module, int shard, long position, long head, long lagEvents, double lagSeconds, long parkedEvents) {}

    /** One module over all shards. */
    record ModuleView(
            String module,

            @Schema(description = "Events that the module has not reached, those without a position included")
            long lagEvents,

            @Schema(description = "How long the oldest of them has waited")
            double lagSeconds,

            @Schema(
                    description =
                            "Events that it reached and could not handle yet, and those of the same key behind them")
            long parkedEvents,

            @Schema(description = "How long the oldest of those has waited")
            double parkedSeconds,

            @Schema(description = "The greater of both waits")
            double oldestUnhandledSeconds,

            double handledPerSecond,
            double arrivingPerSecond,
            Drain.State drain,

            @Schema(description = "When the backlog will be gone at this pace; null unless it is known") @Nullable Double drainSeconds,

            @Schema(description = "It is past orderly.messaging.lag.warn")
            boolean warning,

            @Schema(description = "It is past orderly.messaging.lag.throttle, and new orders are refused")
            boolean throttling,

            @Schema(description = "For how long events have been kept past the retention for this module alone")
            double heldBackSeconds) {}

    /** Events that are committed and not yet in line. */
    record WithoutPosition(
            @Schema(description = "Counted up to 100,000") long events,
            @Nullable Instant since) {}

    static ConsumersView of(LagSnapshot snapshot, LagMonitor monitor) {
        return new ConsumersView(
                snapshot.shards().stream().map(lag -> view(lag, snapshot)).toList(),
                snapshot.modules().stream().map(lag -> view(lag, monitor)).toList(),
                new WithoutPosition(
                        snapshot.unnumbered().events(), snapshot.unnumbered().since()));
    }

    private static ShardView view(Lags.ShardLag lag, LagSnapshot snapshot) {
        Instant since = lag.waitingSince();
        return new ShardView(
                lag.module(),
                lag.shard(),
                lag.position(),
                lag.head(),
                lag.events(),
                since == null
                        ? 0
                        : Math.max(
                                0,
                                seconds(Duration.between(
                                        since, snapshot.unnumbered().now()))),
                snapshot.parked().getOrDefault(new Lags.ParkedIn(lag.module(), lag.shard()), 0L));
    }

    private static ModuleView view(ModuleLag lag, LagMonitor monitor) {
        Drain drain = lag.drain();
        return new ModuleView(
                lag.module(),
                lag.events(),
                seconds(lag.age()),
                lag.parked(),
                seconds(lag.parkedAge()),
                seconds(lag.unhandledAge()),
                rounded(lag.pace().handledPerSecond()),
                rounded(lag.pace().arrivingPerSecond()),
                drain.state(),
                drain.time() == null ? null : seconds(drain.time()),
                monitor.warnsOf(lag.module()),
                monitor.throttlesFor(lag.module()),
                seconds(monitor.heldBack(lag)));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static double rounded(double perSecond) {
        return Math.round(perSecond * 10) / 10.0;
    }
}

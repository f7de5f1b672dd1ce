package dev.orderly.move;

import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.Site;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Refuses to move a module to where events have been cleaned up that it has not handled. */
class CheckLogs {

    private final Route route;
    private final boolean stopped;

    /** @param stopped whether the module rests already */
    CheckLogs(Route route, boolean stopped) {
        this.route = route;
        this.stopped = stopped;
    }

    /**
     * Looks for such events.
     *
     * @throws CommandRefused where there are some
     */
    void run(Handled handled) {
        Map<Integer, Long> floors = Connect.floors(route.to());
        handled.shards().forEach(shard -> {
            long floor = Objects.requireNonNullElse(floors.get(shard), 0L);
            if (route.leadsToHub()) {
                require(handled.upTo(shard, Site.HUB) >= floor, shard);
            } else {
                requireThatAllHasArrived(shard, floor);
                require(!waitsHere(shard, handled.upTo(shard, route.to().name()), floor, true), shard);
                require(!waitsHere(shard, handled.upTo(shard, Site.HUB), cleanedOfHub(shard, floor), false), shard);
            }
        });
    }

    /**
     * How much of the hub's log has come to the satellite and is cleaned up there. Nothing, where it has received nothing
     * yet: it will begin with what the module needs.
     */
    private long cleanedOfHub(int shard, long floor) {
        JdbcClient jdbc = route.to().jdbc();
        @Nullable Long mark = jdbc.sql("SELECT position FROM received WHERE source = :hub AND shard = :shard")
                .param("hub", Site.HUB)
                .param("shard", shard)
                .query(Long.class)
                .optional()
                .orElse(null);
        if (mark == null) {
            return 0;
        }
        @Nullable Long kept = jdbc.sql("""
                        SELECT MIN(source_position) FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND (position > :floor OR position IS NULL) AND source_position IS NOT NULL""")
                .param("shard", shard)
                .param("floor", floor)
                .query((row, n) -> java.util.Optional.ofNullable(row.getObject(1, Long.class)))
                .single()
                .orElse(null);
        return kept == null ? mark : kept - 1;
    }

    /** Is there an event in the hub's log that the module needs there, and that is cleaned up here? */
    private boolean waitsHere(int shard, long handled, long cleaned, boolean bornHere) {
        if (handled >= cleaned) {
            return false;
        }
        String which = bornHere
                ? "origin = :satellite AND origin_position > :handled AND origin_position <= :cleaned"
                : "(origin IS NULL OR origin <> :satellite) AND position > :handled AND position <= :cleaned";
        return route.hubJdbc()
                .sql("""
                        SELECT 1 FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND (position > :passed OR position IS NULL) AND %s LIMIT 1""".formatted(which))
                .param("shard", shard)
                .param("passed", passed(shard))
                .param("satellite", route.satellite().name())
                .param("handled", handled)
                .param("cleaned", cleaned)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private long passed(int shard) {
        return route.hubJdbc()
                .sql("SELECT position FROM consumer_cursor WHERE module = :module AND shard = :shard")
                .param("module", route.module())
                .param("shard", shard)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** What was born at the satellite comes back there from nowhere, once it has cleaned that up. */
    private void requireThatAllHasArrived(int shard, long floor) {
        if (new UnderWay(route.to(), route.hub()).isLeftToTheBroker(shard, floor)) {
            throw new CommandRefused(
                    "Events of shard %d were told by %s and cleaned up there, and have not arrived at the hub yet, where %s hears them. Wait until they have (GET /api/messaging/bridge at the hub shows it), then move it."
                            .formatted(shard, route.to().name(), route.module()));
        }
    }

    private void require(boolean kept, int shard) {
        if (!kept) {
            throw new CommandRefused(
                    "%s has cleaned up events of shard %d that %s has not handled yet. %s (GET /api/messaging/consumers shows its lag), then move it."
                            .formatted(
                                    Side.capital(route.to().side().words()),
                                    shard,
                                    route.module(),
                                    stopped
                                            ? "Undo the move (move %s undo), let it catch up where it was"
                                                    .formatted(route.module())
                                            : "Let it catch up where it lives"));
        }
    }
}

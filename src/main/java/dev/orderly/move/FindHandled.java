package dev.orderly.move;

import dev.orderly.messaging.Site;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds out what a module has handled at the site where it was stopped, as positions in each site's log: its cursors are
 * positions in this site's log, and the next site has another. docs/adr/0034 says why this is exact.
 */
class FindHandled {

    private record Unhandled(
            @Nullable Long position, @Nullable Long source) {}

    private final JdbcClient jdbc;
    private final End site;

    private FindHandled(End site) {
        this.jdbc = site.jdbc();
        this.site = site;
    }

    /** What a module has handled where it is, in the words that are of use where it goes. */
    static Handled along(Route route) {
        FindHandled here = new FindHandled(route.from());
        Handled handled = route.from()
                .side()
                .inSnapshot(() -> here.find(route.module(), List.of(route.to().name())));
        return route.leadsToHub()
                ? new FindHandled(route.to())
                        .goOnAtHub(handled, route.from().name(), here.waiting(handled), here.passed(route.module()))
                : handled;
    }

    /**
     * What the module has handled; of no shard where it consumes nothing. To be called in a snapshot.
     *
     * @param others the sites whose logs may come into question
     */
    private Handled find(String module, Collection<String> others) {
        Handled handled = new Handled();
        Map<Integer, Map<String, Long>> skips = skips(module);
        Map<Integer, Map<String, Long>> received = received();
        cursors(module).forEach((shard, cursor) -> {
            Map<String, Long> skip = skips.getOrDefault(shard, Map.of());
            Map<String, Long> mark = received.getOrDefault(shard, Map.of());
            Map<String, Unhandled> unhandled = unhandled(shard, cursor);
            handled.set(shard, site.name(), Math.max(cursor, skip.getOrDefault(site.name(), 0L)));
            Set<String> sites = new TreeSet<>(others);
            sites.addAll(skip.keySet());
            sites.remove(site.name());
            for (String other : sites) {
                handled.set(
                        shard,
                        other,
                        Math.max(
                                skip.getOrDefault(other, 0L), arrived(other, unhandled, mark.getOrDefault(other, 0L))));
            }
        });
        return handled;
    }

    /**
     * What of another site's log was handled here, going by what came from there. Events of a log come in their order, so
     * the first that was not handled ends it, and where there is none all that has arrived was handled. What a satellite
     * has of other satellites came by way of the hub, whose log accounts for it.
     */
    private long arrived(String other, Map<String, Unhandled> unhandled, long mark) {
        @Nullable Long first;
        if (site.hub()) {
            Unhandled born = unhandled.get(other);
            first = born == null ? null : born.position();
        } else if (other.equals(Site.HUB)) {
            first = unhandled.values().stream()
                    .map(Unhandled::source)
                    .filter(Objects::nonNull)
                    .map(Objects::requireNonNull)
                    .min(Long::compare)
                    .orElse(null);
        } else {
            return 0;
        }
        return first == null ? mark : first - 1;
    }

    /** The first positions, by the site where they were born, of events behind the cursor or not yet in line. */
    private Map<String, Unhandled> unhandled(int shard, long cursor) {
        Map<String, Unhandled> unhandled = new HashMap<>();
        jdbc.sql("""
                        SELECT origin, MIN(origin_position) AS first_born, MIN(source_position) AS first_source
                        FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND (position > :cursor OR position IS NULL) AND origin IS NOT NULL
                        GROUP BY origin""").param("shard", shard).param("cursor", cursor).query(row -> {
            unhandled.put(
                    Objects.requireNonNull(row.getString("origin")),
                    new Unhandled(row.getObject("first_born", Long.class), row.getObject("first_source", Long.class)));
        });
        return unhandled;
    }

    /**
     * Where the module can go on at the hub. What was born at the satellite and waits there has come to the hub, and told
     * back it moved the satellite's mark: the mark accounts for more than was handled. So the hub goes on before the first
     * such event. All behind it in the hub's log came to the satellite later than it was born there, and waits too.
     *
     * @param handled what the module has handled at the satellite
     * @param satellite its name
     * @param waiting by shard, the first position in the satellite's log of what was born and waits there
     * @param passed by shard, how much of the hub's log is handled for sure
     */
    private Handled goOnAtHub(
            Handled handled, String satellite, Map<Integer, Long> waiting, Map<Integer, Long> passed) {
        Map<Integer, Map<String, Long>> received = received();
        waiting.forEach((shard, born) -> {
            if (born <= received.getOrDefault(shard, Map.of()).getOrDefault(satellite, 0L)) {
                long from = passed.getOrDefault(shard, 0L);
                long upTo = handled.upTo(shard, Site.HUB);
                // Where it was cleaned up here, this is a place that is not kept either, and the move is refused.
                long before = jdbc.sql("""
                                SELECT position FROM outbox FORCE INDEX (outbox_log)
                                WHERE shard = :shard AND (position > :from OR position IS NULL)
                                  AND origin = :satellite AND origin_position = :born""")
                        .param("shard", shard)
                        .param("from", from)
                        .param("satellite", satellite)
                        .param("born", born)
                        .query((row, n) -> row.getLong("position") == 0 ? upTo : row.getLong("position") - 1)
                        .optional()
                        .orElse(from);
                handled.set(shard, Site.HUB, Math.min(upTo, before));
            }
        });
        return handled;
    }

    /** By shard, the first position of what was born here and was not handled, as far as it is in line. */
    private Map<Integer, Long> waiting(Handled handled) {
        Map<Integer, Long> waiting = new TreeMap<>();
        handled.shards()
                .forEach(shard -> jdbc.sql("""
                                SELECT position FROM outbox FORCE INDEX (outbox_log)
                                WHERE shard = :shard AND position > :handled AND origin IS NULL
                                ORDER BY shard, position LIMIT 1""")
                        .param("shard", shard)
                        .param("handled", handled.upTo(shard, site.name()))
                        .query(Long.class)
                        .optional()
                        .ifPresent(position -> waiting.put(shard, position)));
        return waiting;
    }

    /** The hub's positions of the last events that the module has passed here, by shard: all before them was handled. */
    private Map<Integer, Long> passed(String module) {
        Map<Integer, Long> passed = new HashMap<>();
        cursors(module)
                .forEach((shard, cursor) -> jdbc.sql("""
                        SELECT source_position FROM outbox FORCE INDEX (outbox_log)
                        WHERE shard = :shard AND position <= :cursor AND source_position IS NOT NULL
                        ORDER BY shard DESC, position DESC LIMIT 1""")
                        .param("shard", shard)
                        .param("cursor", cursor)
                        .query(Long.class)
                        .optional()
                        .ifPresent(position -> passed.put(shard, position)));
        return passed;
    }

    private Map<Integer, Long> cursors(String module) {
        Map<Integer, Long> cursors = new TreeMap<>();
        jdbc.sql("SELECT shard, position FROM consumer_cursor WHERE module = :module")
                .param("module", module)
                .query(row -> {
                    cursors.put(row.getInt("shard"), row.getLong("position"));
                });
        return cursors;
    }

    /** By shard and site, what the module had handled before it came here. */
    private Map<Integer, Map<String, Long>> skips(String module) {
        Map<Integer, Map<String, Long>> skips = new HashMap<>();
        jdbc.sql("SELECT shard, site, position FROM consumer_skip WHERE module = :module")
                .param("module", module)
                .query(row -> {
                    skips.computeIfAbsent(row.getInt("shard"), none -> new HashMap<>())
                            .put(Objects.requireNonNull(row.getString("site")), row.getLong("position"));
                });
        return skips;
    }

    /** By shard and site, how much of the site's log has arrived here. */
    private Map<Integer, Map<String, Long>> received() {
        Map<Integer, Map<String, Long>> received = new HashMap<>();
        jdbc.sql("SELECT source, shard, position FROM received").query(row -> {
            received.computeIfAbsent(row.getInt("shard"), none -> new HashMap<>())
                    .put(Objects.requireNonNull(row.getString("source")), row.getLong("position"));
        });
        return received;
    }
}

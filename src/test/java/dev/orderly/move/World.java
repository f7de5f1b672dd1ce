package dev.orderly.move;

import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.Site;
import dev.orderly.move.Fence.Declared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Some sites and one module that reads their logs, in as many databases. What processes do by themselves happens here when
 * it is asked for: putting events in line, carrying them from site to site, handling them, cleaning up.
 */
class World implements AutoCloseable {

    static final String MODULE = "reader";
    static final int SHARDS = 2;

    /** A row of a log. */
    private record Row(
            long position, String event, @Nullable String origin, long originPosition, long sourcePosition) {}

    private final Map<String, Installed> sites = new LinkedHashMap<>();
    /** What was published, in this order, by site and shard. */
    final Map<String, List<String>> published = new LinkedHashMap<>();
    /** What was handled, in this order. */
    final List<String> handled = new ArrayList<>();

    String home = Site.HUB;

    World(String... satellites) {
        sites.put(Site.HUB, Installed.as(Site.HUB, SHARDS));
        for (String satellite : satellites) {
            sites.put(satellite, Installed.as(satellite, SHARDS));
        }
        begin();
    }

    private void begin() {
        new Settle(at(Site.HUB).end()).run(MODULE, new Declared(1, "told", 1), nothing());
    }

    /** As on the first day. */
    void forget() {
        for (Installed site : sites.values()) {
            List.of(
                            "DELETE FROM outbox",
                            "UPDATE outbox_sequence SET last_position = 0",
                            "DELETE FROM consumer",
                            "DELETE FROM consumer_cursor",
                            "DELETE FROM consumer_skip",
                            "DELETE FROM received",
                            "DELETE FROM exported",
                            "DELETE FROM site WHERE NOT own")
                    .forEach(sql -> site.jdbc().sql(sql).update());
        }
        published.clear();
        handled.clear();
        home = Site.HUB;
        begin();
    }

    private static Handled nothing() {
        Handled nothing = new Handled();
        for (int shard = 0; shard < SHARDS; shard++) {
            nothing.set(shard, Site.HUB, 0);
        }
        return nothing;
    }

    Installed at(String site) {
        return Objects.requireNonNull(sites.get(site));
    }

    List<String> names() {
        return List.copyOf(sites.keySet());
    }

    String publish(String site, int shard) {
        String event = UUID.randomUUID().toString();
        append(at(site).jdbc(), shard, event, null, 0, 0);
        published.computeIfAbsent(site + " " + shard, none -> new ArrayList<>()).add(event);
        return event;
    }

    private static void append(
            JdbcClient jdbc,
            int shard,
            String event,
            @Nullable String origin,
            long originPosition,
            long sourcePosition) {
        jdbc.sql("""
                        INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, event_version, event_key,
                            shard, payload, traceparent, correlation_id, created_at, origin, origin_position,
                            source_position)
                        VALUES (:event, 'x', 'x', 'told', 1, 'x', :shard, '{}', 'x', 'x', UTC_TIMESTAMP(6), :origin,
                            :originPosition, :sourcePosition)""")
                .param("event", event)
                .param("shard", shard)
                .param("origin", origin)
                .param("originPosition", origin == null ? null : originPosition)
                .param("sourcePosition", origin == null ? null : sourcePosition)
                .update();
    }

    /** As the relay does. */
    void putInLine(String site) {
        JdbcClient jdbc = at(site).jdbc();
        jdbc.sql("SELECT id, shard FROM outbox WHERE position IS NULL ORDER BY id")
                .query((row, n) -> new long[] {row.getLong("id"), row.getLong("shard")})
                .list()
                .forEach(row -> {
                    jdbc.sql("UPDATE outbox_sequence SET last_position = last_position + 1 WHERE shard = :shard")
                            .param("shard", row[1])
                            .update();
                    jdbc.sql("""
                                    UPDATE outbox
                                    SET processed_at = UTC_TIMESTAMP(6),
                                        position = (SELECT last_position FROM outbox_sequence WHERE shard = :shard)
                                    WHERE id = :id""").param("shard", row[1]).param("id", row[0]).update();
                });
    }

    /** As the bridge does, up to the head; the broker keeps it. */
    void tell(String site, int shard) {
        at(site).jdbc().sql("""
                        UPDATE exported
                        SET position = (SELECT last_position FROM outbox_sequence WHERE shard = :shard)
                        WHERE shard = :shard""").param("shard", shard).update();
    }

    /** As bridge, broker and bridge do; the next so many events of a shard. False where there was none. */
    boolean carry(String from, String to, int shard, int atMost) {
        JdbcClient target = at(to).jdbc();
        @Nullable Long mark = target.sql("SELECT position FROM received WHERE source = :source AND shard = :shard")
                .param("source", from)
                .param("shard", shard)
                .query(Long.class)
                .optional()
                .orElse(null);
        if (mark == null) {
            return false;
        }
        List<Row> rows = rows(at(from).jdbc(), shard, mark, atMost);
        for (Row row : rows) {
            boolean told = from.equals(Site.HUB) || row.origin() == null;
            if (told && !to.equals(row.origin())) {
                append(
                        target,
                        shard,
                        row.event(),
                        row.origin() == null ? from : row.origin(),
                        row.origin() == null ? row.position() : row.originPosition(),
                        row.position());
            }
            target.sql("UPDATE received SET position = :position WHERE source = :source AND shard = :shard")
                    .param("position", row.position())
                    .param("source", from)
                    .param("shard", shard)
                    .update();
        }
        return !rows.isEmpty();
    }

    private static List<Row> rows(JdbcClient jdbc, int shard, long after, int atMost) {
        return jdbc.sql("""
                        SELECT position, event_id, origin, origin_position, source_position FROM outbox
                        WHERE shard = :shard AND position > :after ORDER BY position LIMIT :atMost""")
                .param("shard", shard)
                .param("after", after)
                .param("atMost", atMost)
                .query((row, n) -> new Row(
                        row.getLong("position"),
                        Objects.requireNonNull(row.getString("event_id")),
                        row.getString("origin"),
                        row.getLong("origin_position"),
                        row.getLong("source_position")))
                .list();
    }

    /** As the module does at home; the next so many events of a shard. False where there was none. */
    boolean handle(int shard, int atMost) {
        Installed here = at(home);
        List<Row> rows = rows(here.jdbc(), shard, cursor(shard), atMost);
        rows.forEach(row -> {
            if (!isPassedOver(here, shard, row)) {
                handled.add(row.event());
            }
            here.jdbc()
                    .sql("UPDATE consumer_cursor SET position = :position WHERE module = :module AND shard = :shard")
                    .param("position", row.position())
                    .param("module", MODULE)
                    .param("shard", shard)
                    .update();
        });
        return !rows.isEmpty();
    }

    long cursor(int shard) {
        return at(home).jdbc()
                .sql("SELECT position FROM consumer_cursor WHERE module = :module AND shard = :shard")
                .param("module", MODULE)
                .param("shard", shard)
                .query(Long.class)
                .single();
    }

    private static boolean isPassedOver(Installed here, int shard, Row row) {
        String origin = row.origin();
        if (origin == null) {
            return row.position() <= skip(here, shard, here.name());
        }
        return row.originPosition() <= skip(here, shard, origin)
                || (here.site().hub() ? row.position() : row.sourcePosition()) <= skip(here, shard, Site.HUB);
    }

    private static long skip(Installed here, int shard, String site) {
        return here.jdbc()
                .sql("SELECT position FROM consumer_skip WHERE module = :module AND shard = :shard AND site = :site")
                .param("module", MODULE)
                .param("shard", shard)
                .param("site", site)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Takes the module to another site, as the command does; false where it refuses, as something is cleaned up. */
    boolean move(String to) {
        Route route = new Route(MODULE, at(home).end(), at(to).end());
        Handled soFar = FindHandled.along(route);
        try {
            new CheckLogs(route, false).run(soFar);
        } catch (CommandRefused refused) {
            return false;
        }
        Map<Integer, Long> fromHub = new HashMap<>();
        soFar.shards().forEach(shard -> fromHub.put(shard, soFar.upTo(shard, Site.HUB)));
        new Connect(route.hub(), route.satellite()).run(fromHub);
        new Settle(route.to()).run(MODULE, new Declared(1, "told", 1), soFar);
        new Settle(route.from()).forget(MODULE);
        home = to;
        return true;
    }

    /** Deletes what the retention would let go, if it were none; what was not told to another site is kept. */
    void cleanUp(String site, int shard) {
        JdbcClient jdbc = at(site).jdbc();
        List<Long> kept = new ArrayList<>();
        sites.values().stream()
                .filter(other -> !other.name().equals(site))
                .forEach(other -> other.jdbc()
                        .sql("SELECT position FROM received WHERE source = :source AND shard = :shard")
                        .param("source", site)
                        .param("shard", shard)
                        .query(Long.class)
                        .optional()
                        .ifPresent(kept::add));
        if (home.equals(site)) {
            kept.add(cursor(shard));
        }
        kept.stream()
                .min(Long::compare)
                .ifPresent(last -> jdbc.sql("DELETE FROM outbox WHERE shard = :shard AND position <= :last")
                        .param("shard", shard)
                        .param("last", last)
                        .update());
    }

    /** Until nothing happens any more. */
    void settle() {
        boolean any = true;
        while (any) {
            any = false;
            for (String site : names()) {
                putInLine(site);
                for (int shard = 0; shard < SHARDS; shard++) {
                    if (!site.equals(Site.HUB)) {
                        any |= carry(site, Site.HUB, shard, 100);
                        any |= carry(Site.HUB, site, shard, 100);
                    }
                }
            }
            for (int shard = 0; shard < SHARDS; shard++) {
                any |= handle(shard, 100);
            }
        }
    }

    @Override
    public void close() {
        sites.values().forEach(Installed::close);
    }
}

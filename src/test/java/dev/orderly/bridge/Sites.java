package dev.orderly.bridge;

import dev.orderly.messaging.Site;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes two databases known to each other, and a new module at home in the satellite, as the move command does. */
final class Sites {

    private Sites() {}

    /** From the beginning of the hub's log on. */
    static void settle(String module, Office hub, Office satellite) {
        Site other = satellite.site();
        Site own = hub.site();
        know(satellite.jdbc(), own);
        know(hub.jdbc(), other);
        IntStream.range(0, satellite.log().shards())
                .forEach(shard -> satellite
                        .jdbc()
                        .sql("""
                        INSERT INTO received (source, shard, epoch, position, received_at)
                        VALUES (:source, :shard, :epoch, 0, UTC_TIMESTAMP(6))""")
                        .param("source", own.name())
                        .param("shard", shard)
                        .param("epoch", own.epoch())
                        .update());
        live(satellite.jdbc(), module, other.name());
        live(hub.jdbc(), module, other.name());
    }

    private static void know(JdbcClient jdbc, Site other) {
        jdbc.sql("INSERT INTO site (name, id, epoch, own, hub) VALUES (:name, :id, :epoch, FALSE, :hub)")
                .param("name", other.name())
                .param("id", other.id())
                .param("epoch", other.epoch())
                .param("hub", other.hub())
                .update();
    }

    private static void live(JdbcClient jdbc, String module, String site) {
        jdbc.sql("""
                        INSERT INTO module_home (module, home, moving_to, move, changed_at)
                        VALUES (:module, :site, NULL, 1, UTC_TIMESTAMP(6))
                        ON DUPLICATE KEY UPDATE home = VALUES(home), changed_at = VALUES(changed_at)""").param("module", module).param("site", site).update();
    }
}

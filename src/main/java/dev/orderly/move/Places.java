package dev.orderly.move;

import dev.orderly.messaging.Rows;
import dev.orderly.messaging.Site;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of sites, of where modules live, and of the processes that run them. */
class Places {

    /**
     * Where a module lives that has ever moved.
     *
     * @param move counts the moves of the module, and those that were undone
     */
    record Home(String site, @Nullable String movingTo, int move) {}

    private final JdbcClient jdbc;

    Places(Side side) {
        this.jdbc = side.jdbc();
    }

    /** Has Orderly ever been started on this database, at a version that knows of sites? */
    boolean isInstalled() {
        return exists("site") && own().isPresent();
    }

    boolean exists(String table) {
        return jdbc.sql("""
                        SELECT COUNT(*) FROM information_schema.tables
                        WHERE table_schema = DATABASE() AND table_name = :table""").param("table", table).query(Integer.class).single() > 0;
    }

    /** The database's own site. */
    Optional<Site> own() {
        return jdbc.sql("SELECT name, id, epoch, hub FROM site WHERE own")
                .query((row, n) -> new Site(
                        Objects.requireNonNull(row.getString("name")),
                        Objects.requireNonNull(row.getString("id")),
                        row.getInt("epoch"),
                        row.getBoolean("hub")))
                .optional();
    }

    Site install(String name) {
        Site site = new Site(name, UUID.randomUUID().toString(), 1, false);
        insert(site, true);
        return site;
    }

    /** By what a site that is known here tells itself from others of its name. */
    Optional<String> idOf(String name) {
        return jdbc.sql("SELECT id FROM site WHERE name = :name")
                .param("name", name)
                .query(String.class)
                .optional();
    }

    /** Writes another site down; false where another database is known under its name. */
    boolean know(End other) {
        Optional<String> known = idOf(other.name());
        if (known.isEmpty()) {
            insert(new Site(other.name(), other.id(), other.epoch(), other.hub()), false);
            // A site of that name that is gone may have left some, of a log that nobody continues.
            jdbc.sql("DELETE FROM received WHERE source = :name")
                    .param("name", other.name())
                    .update();
        }
        return known.isEmpty() || known.get().equals(other.id());
    }

    /** Is nothing exchanged with the site any more? */
    boolean hasPartedFrom(String name) {
        return jdbc.sql("SELECT 1 FROM site WHERE name = :name AND parted_at IS NOT NULL")
                .param("name", name)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** Exchanges nothing with the site any more; how much of its log has arrived is of no interest then. */
    void partFrom(String name) {
        jdbc.sql("UPDATE site SET parted_at = UTC_TIMESTAMP(6) WHERE name = :name AND NOT own AND parted_at IS NULL")
                .param("name", name)
                .update();
        jdbc.sql("DELETE FROM received WHERE source = :name")
                .param("name", name)
                .update();
    }

    /** The modules that live at the site, by what is written here. */
    List<String> tenants(String site) {
        return modules("home", site);
    }

    /** The modules that are on their way to the site, by what is written here. */
    List<String> arriving(String site) {
        return modules("moving_to", site);
    }

    private List<String> modules(String column, String site) {
        return jdbc.sql("SELECT module FROM module_home WHERE %s = :site ORDER BY module".formatted(column))
                .param("site", site)
                .query((row, n) -> Objects.requireNonNull(row.getString("module")))
                .list();
    }

    private void insert(Site site, boolean own) {
        Rows.require(
                1,
                jdbc.sql("""
                        INSERT INTO site (name, id, epoch, own, hub) VALUES (:name, :id, :epoch, :own, :hub)""")
                        .param("name", site.name())
                        .param("id", site.id())
                        .param("epoch", site.epoch())
                        .param("own", own)
                        .param("hub", site.hub())
                        .update());
    }

    int shards() {
        return jdbc.sql("SELECT COUNT(*) FROM outbox_sequence")
                .query(Integer.class)
                .single();
    }

    /** The last position of each shard. */
    Map<Integer, Long> heads() {
        Map<Integer, Long> heads = new TreeMap<>();
        jdbc.sql("SELECT shard, last_position FROM outbox_sequence ORDER BY shard")
                .query(row -> {
                    heads.put(row.getInt("shard"), row.getLong("last_position"));
                });
        return heads;
    }

    void createShards(int number) {
        for (int shard = 0; shard < number; shard++) {
            jdbc.sql("INSERT INTO outbox_sequence (shard, last_position) VALUES (:shard, 0)")
                    .param("shard", shard)
                    .update();
        }
    }

    Optional<Home> home(String module) {
        return jdbc.sql("SELECT home, moving_to, move FROM module_home WHERE module = :module")
                .param("module", module)
                .query((row, n) -> new Home(
                        Objects.requireNonNull(row.getString("home")), row.getString("moving_to"), row.getInt("move")))
                .optional();
    }

    /** Reads where a module lives and keeps everybody else from changing it until the end of the transaction. */
    Optional<Home> lockHome(String module) {
        return jdbc.sql("SELECT home, moving_to, move FROM module_home WHERE module = :module FOR UPDATE")
                .param("module", module)
                .query((row, n) -> new Home(
                        Objects.requireNonNull(row.getString("home")), row.getString("moving_to"), row.getInt("move")))
                .optional();
    }

    void setHome(String module, Home home) {
        try {
            Rows.require(
                    1,
                    jdbc.sql("""
                            INSERT INTO module_home (module, home, moving_to, move, changed_at)
                            VALUES (:module, :home, :movingTo, :move, UTC_TIMESTAMP(6))""")
                            .param("module", module)
                            .param("home", home.site())
                            .param("movingTo", home.movingTo())
                            .param("move", home.move())
                            .update());
        } catch (DuplicateKeyException moved) {
            Rows.require(
                    1,
                    jdbc.sql("""
                            UPDATE module_home
                            SET home = :home, moving_to = :movingTo, move = :move, changed_at = UTC_TIMESTAMP(6)
                            WHERE module = :module""")
                            .param("module", module)
                            .param("home", home.site())
                            .param("movingTo", home.movingTo())
                            .param("move", home.move())
                            .update());
        }
    }

    /** The versions of the processes that are alive, as far as they say it. */
    List<String> versions() {
        return exists("instance")
                ? jdbc.sql("""
                        SELECT DISTINCT version FROM instance
                        WHERE seen_at > UTC_TIMESTAMP(6) - INTERVAL 30 SECOND
                        ORDER BY version""")
                        .query((row, n) -> Objects.requireNonNull(row.getString("version")))
                        .list()
                : List.of();
    }

    /** How many processes are alive. */
    int processes() {
        return jdbc.sql("SELECT COUNT(*) FROM instance WHERE seen_at > UTC_TIMESTAMP(6) - INTERVAL 30 SECOND")
                .query(Integer.class)
                .single();
    }

    /** How many processes that are alive say that they run the module; empty where processes do not say. */
    Optional<Integer> processesWith(String module) {
        return exists("instance")
                ? Optional.of(jdbc.sql("""
                                SELECT COUNT(*) FROM instance
                                WHERE seen_at > UTC_TIMESTAMP(6) - INTERVAL 30 SECOND
                                  AND FIND_IN_SET(:module, modules) > 0""")
                        .param("module", module)
                        .query(Integer.class)
                        .single())
                : Optional.empty();
    }

    /** The longest statement, and so the largest row, that the server takes. */
    long largestRow() {
        return jdbc.sql("SELECT @@max_allowed_packet").query(Long.class).single();
    }
}

package dev.orderly.messaging;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of the sites that this database knows, and of where modules live. */
class Sites {

    /**
     * Where a module lives that has ever moved.
     *
     * @param move counts its moves, and those that were undone
     */
    record Home(String module, String site, @Nullable String movingTo, int move) {}

    private final JdbcClient jdbc;

    Sites(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static Sites in(DataSource dataSource) {
        return new Sites(JdbcClient.create(dataSource));
    }

    /** This database's own; empty before it is installed. */
    Optional<Site> own() {
        return jdbc.sql("SELECT name, id, epoch, hub FROM site WHERE own")
                .query((row, n) -> read(row))
                .optional();
    }

    /** Those that it exchanges events with. */
    List<Site> others() {
        return jdbc.sql("SELECT name, id, epoch, hub FROM site WHERE NOT own AND parted_at IS NULL ORDER BY name")
                .query((row, n) -> read(row))
                .list();
    }

    void insertOwn(Site site) {
        int rows = jdbc.sql("INSERT INTO site (name, id, epoch, own, hub) VALUES (:name, :id, :epoch, TRUE, :hub)")
                .param("name", site.name())
                .param("id", site.id())
                .param("epoch", site.epoch())
                .param("hub", site.hub())
                .update();
        Rows.require(1, rows);
    }

    /**
     * Counts up the epoch of this database's log, beyond every number that it ever had: the time goes on while a database
     * that is restored twice from one backup does not know of the first time.
     */
    void beginEpoch() {
        Rows.require(
                1,
                jdbc.sql("UPDATE site SET epoch = GREATEST(epoch + 1, UNIX_TIMESTAMP()) WHERE own")
                        .update());
    }

    List<Home> homes() {
        return jdbc.sql("SELECT module, home, moving_to, move FROM module_home")
                .query((row, n) -> new Home(
                        row.getString("module"), row.getString("home"), row.getString("moving_to"), row.getInt("move")))
                .list();
    }

    private static Site read(ResultSet row) throws SQLException {
        return new Site(row.getString("name"), row.getString("id"), row.getInt("epoch"), row.getBoolean("hub"));
    }
}

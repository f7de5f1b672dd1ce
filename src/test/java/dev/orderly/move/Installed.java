package dev.orderly.move;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.ForeignDatabase;
import dev.orderly.messaging.Site;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database with the tables that every site has, and no process on it. */
record Installed(Side side, Site site, Side.Login login) implements AutoCloseable {

    static Installed as(String name, int shards) {
        TestDatabase database = TestDatabase.fresh();
        Side side = Side.open(login(database), "the database of " + name);
        ForeignDatabase.migrate(side.dataSource(), List.of("messaging", "bridge", "move", "web"), "0.2.0");
        Site site = new Site(name, UUID.randomUUID().toString(), 1, name.equals(Site.HUB));
        side.jdbc()
                .sql("INSERT INTO site (name, id, epoch, own, hub) VALUES (:name, :id, 1, TRUE, :hub)")
                .param("name", name)
                .param("id", site.id())
                .param("hub", site.hub())
                .update();
        new Places(side).createShards(shards);
        return new Installed(side, site, login(database));
    }

    static Side.Login login(TestDatabase database) {
        return new Side.Login(database.urlOutside(), database.username(), database.password());
    }

    End end() {
        return End.of(side, site);
    }

    String name() {
        return site.name();
    }

    List<String> tables() {
        return jdbc().sql("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
                .query((row, n) -> Objects.requireNonNull(row.getString(1)))
                .list();
    }

    JdbcClient jdbc() {
        return side.jdbc();
    }

    @Override
    public void close() {
        side.close();
    }
}

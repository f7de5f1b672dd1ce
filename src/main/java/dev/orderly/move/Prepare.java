package dev.orderly.move;

import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.ForeignDatabase;
import dev.orderly.messaging.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** Sees that the two databases are there and fit each other, and makes the satellite's one where it is new. */
class Prepare {

    /** Less will not take every row that Orderly writes. */
    private static final long SMALLEST_PACKET = 16L << 20;

    /** What a database needs for the move whichever module it is. */
    private static final List<String> COMMON = List.of("messaging", "bridge", "move", "web");

    private final @Nullable String release;

    /** @param release the version of this application */
    Prepare(@Nullable String release) {
        this.release = release;
    }

    /** Refuses where a process of another version is alive, before anything is brought up to this one. */
    void refuseOtherVersions(Side side) {
        String own = Objects.requireNonNullElse(release, "");
        new Places(side)
                .versions().stream()
                        .filter(version -> !version.equals(own))
                        .findFirst()
                        .ifPresent(version -> {
                            throw new CommandRefused(
                                    "A process of version %s runs on %s, and this command is of version %s. Run the command of that version, or bring all processes up to this one first."
                                            .formatted(version, side.words(), own));
                        });
    }

    /** The hub, which has to be there. */
    End hub(Side side) {
        Places places = new Places(side);
        if (!places.isInstalled()) {
            throw new CommandRefused(
                    "%s has no Orderly in it, or one of a version that knows of no sites. Start a process of this version on it once."
                            .formatted(Side.capital(side.words())));
        }
        Site own = places.own().orElseThrow();
        if (!own.hub()) {
            throw new CommandRefused(
                    "The database in spring.datasource.url is that of the site %s. Name the hub's there, and the satellite's in orderly.move.satellite-url."
                            .formatted(own.name()));
        }
        ForeignDatabase.migrate(side.dataSource(), folders(Stream.of("messaging", "bridge", "move")), release);
        return End.of(side, own);
    }

    /** The satellite, which is installed where it is new. */
    End satellite(Side side, String name, End hub) {
        Places places = new Places(side);
        if (!places.isInstalled()) {
            refuseForeignTables(side, places);
        }
        ForeignDatabase.migrate(side.dataSource(), folders(COMMON.stream()), release);
        Site own = places.own().orElseGet(() -> places.install(name));
        if (own.hub() || !own.name().equals(name)) {
            throw new CommandRefused("The database in orderly.move.satellite-url is that of the site %s, and not of %s."
                    .formatted(own.name(), name));
        }
        int shards = hub.places().shards();
        if (places.shards() == 0) {
            places.createShards(shards);
        }
        if (places.shards() != shards) {
            throw new CommandRefused(
                    "The hub's log has %d shards and the satellite's %d. Set orderly.messaging.shards to %d there, in an empty database."
                            .formatted(shards, places.shards(), shards));
        }
        return End.of(side, own);
    }

    private static void refuseForeignTables(Side side, Places places) {
        int tables = side.jdbc()
                .sql("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()")
                .query(Integer.class)
                .single();
        if (tables > 0 && !places.exists("schema_history_messaging")) {
            throw new CommandRefused(
                    "The database in orderly.move.satellite-url is somebody else's: it has tables, and none of Orderly's. Name an empty one.");
        }
    }

    private static List<String> folders(Stream<String> wanted) {
        return wanted.filter(folder -> Prepare.class.getResource("/db/" + folder) != null)
                .toList();
    }

    /** Has what the move does later refused now, while nothing has been stopped. */
    void checkRights(End end) {
        long largest = end.places().largestRow();
        if (largest < SMALLEST_PACKET) {
            throw new CommandRefused("%s takes rows of up to %d bytes only. Set max_allowed_packet to %d or more."
                    .formatted(Side.capital(end.side().words()), largest, SMALLEST_PACKET));
        }
        try {
            for (String sql : List.of(
                    "DROP TABLE IF EXISTS move_rehearsal, moved_move_rehearsal",
                    "CREATE TABLE move_rehearsal (id INT NOT NULL AUTO_INCREMENT, PRIMARY KEY (id)) ENGINE = InnoDB",
                    "RENAME TABLE move_rehearsal TO moved_move_rehearsal",
                    "ALTER TABLE moved_move_rehearsal AUTO_INCREMENT = 2",
                    "TRUNCATE TABLE moved_move_rehearsal",
                    "DROP TABLE moved_move_rehearsal")) {
                end.side().jdbc().sql(sql).update();
            }
        } catch (DataAccessException e) {
            throw new CommandRefused(
                    "%s does not let the command make, rename, empty and drop a table: %s. Grant its user the rights that docs/moving-a-module.md lists."
                            .formatted(Side.capital(end.side().words()), e.getMessage()));
        }
    }

    /** Has the module's tables made where it goes, as they are where it lives, empty and out of everybody's reach. */
    void makeRoom(Route route, Belongings belongings, Duration patience) {
        Tables there = new Tables(route.to().side(), patience);
        Tables here = new Tables(route.from().side(), patience);
        List<String> compared = new ArrayList<>(belongings.folders());
        compared.add("messaging");
        compared.forEach(folder -> requireSame(
                folder,
                here.history(folder),
                ForeignDatabase.migrated(route.to().side().dataSource(), folder),
                route));
        try {
            // What is there of an earlier stay is brought in reach only where it has to be changed.
            if (!belongings.folders().stream()
                    .allMatch(folder -> there.history(folder).equals(here.history(folder)))) {
                there.bringBack(belongings.all());
                ForeignDatabase.migrate(route.to().side().dataSource(), belongings.folders(), release);
            }
        } finally {
            there.setAside(belongings.all());
        }
        List<String> missing = new ArrayList<>(belongings.all());
        missing.removeAll(there.asideOf(belongings.all()));
        if (!missing.isEmpty()) {
            throw new CommandRefused(
                    "%s lacks %s, although its migrations were applied. Drop what is left of the module there, and schema_history_%s with it."
                            .formatted(
                                    Side.capital(route.to().side().words()),
                                    String.join(", ", missing),
                                    route.module()));
        }
        there.empty(belongings.all());
    }

    private static void requireSame(String folder, List<String> here, List<String> there, Route route) {
        if (!here.equals(there)) {
            throw new CommandRefused(
                    "The migrations of db/%s differ: %s has %s, %s would have %s. Run the command of the version that runs at %s, or bring that one up to this version first."
                            .formatted(
                                    folder,
                                    route.from().side().words(),
                                    last(here),
                                    route.to().side().words(),
                                    last(there),
                                    route.from().name()));
        }
    }

    private static String last(List<String> history) {
        return Optional.of(history)
                .filter(some -> !some.isEmpty())
                .map(some -> "version " + some.getLast())
                .orElse("none");
    }
}

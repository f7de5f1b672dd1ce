package dev.orderly.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The worst things to hold when a process stops for long, and how long the others wait for them at most. */
enum Hold {
    /** The relay has locked the sequence: nobody's events get in line. */
    SEQUENCE(Duration.ofSeconds(3)) {
        @Override
        Set<String> held(Tables tables) throws SQLException {
            return locked(tables, "SELECT shard FROM outbox_sequence");
        }
    },
    /** A worker has locked a module's cursor, in the middle of a batch. */
    CURSOR(Duration.ofSeconds(45)) {
        @Override
        Set<String> held(Tables tables) throws SQLException {
            return locked(tables, "SELECT CONCAT(module, ' ', shard) FROM consumer_cursor");
        }
    },
    /** A caller's transaction has written its event, and has not committed: the moment between two statements. */
    OPEN_PUBLISHER(Duration.ofSeconds(45)) {
        @Override
        Set<String> held(Tables tables) throws SQLException {
            String waiting = "SELECT id FROM outbox WHERE processed_at IS NULL";
            Set<String> all = tables.peek(Connection.TRANSACTION_READ_UNCOMMITTED, in -> ids(in, waiting));
            all.removeAll(tables.peek(Connection.TRANSACTION_READ_COMMITTED, in -> ids(in, waiting)));
            return all;
        }
    };

    private static final int TRIES = 2_000;

    private final Duration bound;

    Hold(Duration bound) {
        this.bound = bound;
    }

    /** How long the database lets a silent session hold it. */
    Duration bound() {
        return bound;
    }

    /** What somebody holds at this moment. */
    abstract Set<String> held(Tables tables) throws SQLException;

    /** Stops the instance at a moment when it holds such a thing, and tells what. */
    Set<String> freezeHolding(Site site, Instance instance) throws Exception {
        for (int n = 0; n < TRIES; n++) {
            instance.process().freeze();
            Set<String> held = stillHeld(site.tables());
            if (!held.isEmpty()) {
                return held;
            }
            instance.process().thaw();
            TimeUnit.MILLISECONDS.sleep(site.random().nextInt(20));
        }
        throw new AssertionError("The instance was never seen with " + this);
    }

    /** The living let go of everything within this time. */
    private Set<String> stillHeld(Tables tables) throws Exception {
        Set<String> held = held(tables);
        for (int look = 0; look < 5 && !held.isEmpty(); look++) {
            TimeUnit.MILLISECONDS.sleep(100);
            held.retainAll(held(tables));
        }
        return held;
    }

    private static Set<String> locked(Tables tables, String sql) throws SQLException {
        return tables.peek(Connection.TRANSACTION_READ_COMMITTED, in -> {
            Set<String> all = ids(in, sql);
            all.removeAll(ids(in, sql + " FOR UPDATE SKIP LOCKED"));
            return all;
        });
    }

    private static Set<String> ids(Statement in, String sql) throws SQLException {
        return Tables.rows(in, sql).stream()
                .flatMap(row -> row.values().values().stream())
                .collect(Collectors.toCollection(HashSet::new));
    }
}

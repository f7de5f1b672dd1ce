package dev.orderly.move;

import static java.util.stream.Collectors.joining;

import dev.orderly.messaging.CommandRefused;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;

/** All SQL of tables as a whole, in one database. */
class Tables {

    /** Tells two tables with different rows apart: their number, and two sums over what is in them. */
    record Fingerprint(
            long rows, @Nullable BigDecimal xor, @Nullable BigDecimal sum) {}

    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private final Side side;
    private final JdbcClient jdbc;
    private final Duration patience;

    /** @param patience how long to wait for transactions that use a table which is to be renamed */
    Tables(Side side, Duration patience) {
        this.side = side;
        this.jdbc = side.jdbc();
        this.patience = patience;
    }

    static String aside(String table) {
        return Belongings.SET_ASIDE + table;
    }

    /** Gives tables the names under which nobody looks for them; those that have them already keep them. */
    void setAside(List<String> tables) {
        rename(tables, table -> table, Tables::aside);
    }

    /** Gives tables their own names back. */
    void bringBack(List<String> tables) {
        rename(tables, Tables::aside, table -> table);
    }

    private interface Naming {
        String of(String table);
    }

    /**
     * All in one statement, as tables that refer to each other go together. It waits for every transaction that has used
     * one of them, and new ones wait behind it; so it waits a little at a time.
     */
    private void rename(List<String> tables, Naming from, Naming to) {
        Set<String> existing = existing();
        List<String> renamed = tables.stream()
                .filter(table -> existing.contains(from.of(table)))
                .toList();
        List<String> taken =
                renamed.stream().map(to::of).filter(existing::contains).toList();
        if (!taken.isEmpty()) {
            throw new CommandRefused("%s has both %s and %s. One of them is of no use; see which, and drop it."
                    .formatted(
                            Side.capital(side.words()),
                            String.join(", ", taken),
                            renamed.stream().map(from::of).collect(joining(", "))));
        }
        if (renamed.isEmpty()) {
            return;
        }
        String sql = renamed.stream()
                .map(table -> "`%s` TO `%s`".formatted(from.of(table), to.of(table)))
                .collect(joining(", ", "RENAME TABLE ", ""));
        long deadline = System.nanoTime() + patience.toNanos();
        while (!changed(sql)) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandRefused(
                        "A transaction on %s has been using %s for longer than %s. Find it (SHOW PROCESSLIST), end it, and run the command again, or undo."
                                .formatted(side.words(), String.join(", ", renamed), patience));
            }
        }
    }

    private boolean changed(String sql) {
        try {
            jdbc.sql(sql).update();
            return true;
        } catch (DataAccessException e) {
            if (e.getRootCause() instanceof java.sql.SQLException failure
                    && failure.getErrorCode() == LOCK_WAIT_TIMEOUT) {
                return false;
            }
            throw e;
        }
    }

    private Set<String> existing() {
        return new HashSet<>(
                jdbc.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
                        .query((row, n) -> Objects.requireNonNull(row.getString(1)))
                        .list());
    }

    /** Those of the tables that are set aside. */
    List<String> asideOf(List<String> tables) {
        Set<String> existing = existing();
        return tables.stream().filter(table -> existing.contains(aside(table))).toList();
    }

    /** Takes all rows out of tables that are set aside. */
    void empty(List<String> tables) {
        try (Unchecked unchecked = new Unchecked(side)) {
            tables.forEach(table -> unchecked.execute("TRUNCATE TABLE `%s`".formatted(aside(table))));
        }
    }

    /** The columns that are written, in their order; what the server computes of them is none. */
    List<Column> columns(String table) {
        return jdbc
                .sql("""
                        SELECT column_name, data_type, extra FROM information_schema.columns
                        WHERE table_schema = DATABASE() AND table_name = :table
                        ORDER BY ordinal_position""")
                .param("table", table)
                .query((row, n) -> {
                    String extra = Objects.requireNonNullElse(row.getString("extra"), "");
                    return extra.contains("VIRTUAL GENERATED") || extra.contains("STORED GENERATED")
                            ? new Column("", "")
                            : new Column(
                                    Objects.requireNonNull(row.getString("column_name")),
                                    Objects.requireNonNull(row.getString("data_type")));
                })
                .list()
                .stream()
                .filter(Predicate.not(column -> column.name().isEmpty()))
                .toList();
    }

    /** Reads the whole table. */
    Fingerprint fingerprint(String table, List<Column> columns) {
        String row = columns.stream()
                .map(column -> "COALESCE(CRC32(%s), 'NULL')".formatted(column.quoted()))
                .collect(joining(", ", "CRC32(CONCAT_WS(',', ", "))"));
        return jdbc.sql("SELECT COUNT(*) AS number, BIT_XOR(%1$s) AS together, SUM(%1$s) AS added FROM `%2$s`"
                        .formatted(row, table))
                .query((found, n) -> new Fingerprint(
                        found.getLong("number"), found.getBigDecimal("together"), found.getBigDecimal("added")))
                .single();
    }

    boolean isEmpty(String table) {
        return jdbc.sql("SELECT 1 FROM `%s` LIMIT 1".formatted(table))
                .query(Integer.class)
                .optional()
                .isEmpty();
    }

    /** The number that the table gives its next row; null where it numbers none. */
    @Nullable Long nextNumber(String table) {
        String definition = jdbc.sql("SHOW CREATE TABLE `%s`".formatted(table))
                .query((row, n) -> Objects.requireNonNull(row.getString(2)))
                .single();
        var found = java.util.regex.Pattern.compile("\\bAUTO_INCREMENT=(\\d+)").matcher(definition);
        return found.find() ? Long.valueOf(found.group(1)) : null;
    }

    void setNextNumber(String table, long number) {
        jdbc.sql("ALTER TABLE `%s` AUTO_INCREMENT = %d".formatted(table, number))
                .update();
    }

    /** The table in which it stands which migrations of a folder the database has. */
    static String historyTable(String folder) {
        return "schema_history_" + folder;
    }

    /** Which migrations of a folder the database has, in their order. */
    List<String> history(String folder) {
        String table = historyTable(folder);
        if (!existing().contains(table)) {
            return List.of();
        }
        return jdbc.sql("""
                        SELECT version, checksum FROM %s
                        WHERE success AND type = 'SQL' ORDER BY installed_rank""".formatted(table))
                .query((row, n) -> row.getString("version") + " (" + row.getString("checksum") + ")")
                .list();
    }

    /** A session that takes rows in any order, whatever they refer to. */
    static final class Unchecked implements AutoCloseable {

        private final java.sql.Connection connection;

        Unchecked(Side side) {
            try {
                connection = side.connection();
                execute("SET SESSION foreign_key_checks = 0");
            } catch (java.sql.SQLException e) {
                throw new UncategorizedSQLException("a session", null, e);
            }
        }

        java.sql.Connection connection() {
            return connection;
        }

        void execute(String sql) {
            try (java.sql.Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (java.sql.SQLException e) {
                throw new UncategorizedSQLException("a statement", sql, e);
            }
        }

        @Override
        public void close() {
            try {
                execute("SET SESSION foreign_key_checks = 1");
            } finally {
                JdbcUtils.closeConnection(connection);
            }
        }
    }
}

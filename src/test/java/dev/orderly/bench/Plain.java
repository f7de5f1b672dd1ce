package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling: the least work that loses and doubles nothing, in plain JDBC with the driver's best settings. Sellers
 * insert sale and event and commit; a drainer claims up to 500 events, writes all their rows in one statement for each
 * consumer, marks them, commits. It keeps no order between drainers, gives no consumer a pace of its own, and knows no
 * failures.
 */
final class Plain implements Contestant {

    private static final int CLAIM = 500;
    private static final String FAST =
            "useServerPrepStmts=true&cachePrepStmts=true&prepStmtCacheSqlLimit=100000&useLocalSessionState=true";

    private final TestDatabase database;
    private final int drainers;
    private final Entries entries;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Semaphore committed = new Semaphore(0);
    private volatile boolean stopped;
    private volatile @Nullable Consumer<String> watcher;

    /** On a database that has its tables already. */
    Plain(TestDatabase database, int drainers) throws SQLException {
        this.database = database;
        this.drainers = drainers;
        this.entries = new Entries(database);
    }

    /** On a database that is still empty. */
    static Plain open(TestDatabase database, int drainers) throws SQLException {
        createTables(database);
        return new Plain(database, drainers);
    }

    static void createTables(TestDatabase database) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE sale (
                        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, account INT NOT NULL,
                        number BIGINT NOT NULL, total_minor BIGINT NOT NULL, made_at DATETIME(6) NOT NULL,
                        PRIMARY KEY (id))
                    """);
            statement.execute("""
                    CREATE TABLE event (
                        id BIGINT NOT NULL AUTO_INCREMENT, sale_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                        account INT NOT NULL, number BIGINT NOT NULL, payload JSON NOT NULL,
                        created_at DATETIME(6) NOT NULL, done TINYINT NOT NULL DEFAULT 0,
                        PRIMARY KEY (id), KEY event_open (done, id))
                    """);
            for (String table : Entries.TABLES) {
                statement.execute("""
                        CREATE TABLE %s (
                            id BIGINT NOT NULL AUTO_INCREMENT,
                            sale_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, account INT NOT NULL,
                            number BIGINT NOT NULL, written_at DATETIME(6) NOT NULL, PRIMARY KEY (id))
                        """.formatted(table));
            }
        }
    }

    /** Tells of the sale of each event whose rows have been committed. */
    void watch(Consumer<String> whoever) {
        watcher = whoever;
    }

    /** The URL with the driver's best settings. */
    static String fast(TestDatabase database) {
        String url = database.urlOutside();
        return url + (url.contains("?") ? "&" : "?") + FAST;
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(fast(database), database.username(), database.password());
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    @Override
    public Seller seller() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        PreparedStatement order = connection.prepareStatement(
                "INSERT INTO sale (id, account, number, total_minor, made_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))");
        PreparedStatement event = connection.prepareStatement(
                "INSERT INTO event (sale_id, account, number, payload, created_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))");
        return new Seller() {
            @Override
            public void sell(Sale sale) throws SQLException {
                order.setString(1, sale.id());
                order.setInt(2, sale.account());
                order.setLong(3, sale.number());
                order.setLong(4, sale.totalMinor());
                order.executeUpdate();
                event.setString(1, sale.id());
                event.setInt(2, sale.account());
                event.setLong(3, sale.number());
                event.setString(4, sale.payload());
                event.executeUpdate();
                connection.commit();
                committed.release();
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    /** Leaves events for sales that nobody has made, as many as there are accounts for each of so many numbers. */
    void fill(int accounts, long numbers) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("""
                        INSERT INTO event (sale_id, account, number, payload, created_at)
                        VALUES %s
                        """.formatted(rows(accounts, "(?, ?, ?, ?, UTC_TIMESTAMP(6))")))) {
            for (long number = 1; number <= numbers; number++) {
                int at = 1;
                for (int account = 0; account < accounts; account++) {
                    Sale sale = Sale.of(account, number);
                    insert.setString(at++, sale.id());
                    insert.setInt(at++, account);
                    insert.setLong(at++, number);
                    insert.setString(at++, sale.payload());
                }
                insert.executeUpdate();
            }
        }
    }

    @Override
    public void startConsumers() {
        for (int n = 0; n < drainers; n++) {
            threads.add(Thread.ofPlatform().name("plain-" + n).start(this::drain));
        }
    }

    private void drain() {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            while (!stopped) {
                if (drainOnce(connection) == 0) {
                    committed.tryAcquire(100, TimeUnit.MILLISECONDS);
                    committed.drainPermits();
                }
            }
        } catch (SQLException | InterruptedException failure) {
            if (!stopped) {
                failures.add(failure);
            }
        }
    }

    private int drainOnce(Connection connection) throws SQLException {
        List<Long> ids = new ArrayList<>();
        List<Sale> sales = new ArrayList<>();
        try (PreparedStatement claim = connection.prepareStatement("""
                SELECT id, sale_id, account, number, payload
                FROM event FORCE INDEX (event_open)
                WHERE done = 0
                ORDER BY id
                LIMIT %d
                FOR UPDATE SKIP LOCKED
                """.formatted(CLAIM));
                ResultSet rows = claim.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong("id"));
                sales.add(new Sale(
                        rows.getString("sale_id"),
                        rows.getInt("account"),
                        rows.getLong("number"),
                        rows.getString("payload").length()));
            }
        }
        if (!ids.isEmpty()) {
            for (String table : Entries.TABLES) {
                write(connection, table, sales);
            }
            mark(connection, ids);
        }
        connection.commit();
        Consumer<String> told = watcher;
        if (told != null) {
            sales.forEach(sale -> told.accept(sale.id()));
        }
        return ids.size();
    }

    private static void write(Connection connection, String table, List<Sale> sales) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("""
                INSERT INTO %s (sale_id, account, number, written_at)
                VALUES %s
                """.formatted(table, rows(sales.size(), "(?, ?, ?, UTC_TIMESTAMP(6))")))) {
            int at = 1;
            for (Sale sale : sales) {
                insert.setString(at++, sale.id());
                insert.setInt(at++, sale.account());
                insert.setLong(at++, sale.number());
            }
            insert.executeUpdate();
        }
    }

    private static void mark(Connection connection, List<Long> ids) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE event SET done = 1 WHERE id IN (%s)".formatted(rows(ids.size(), "?")))) {
            int at = 1;
            for (long id : ids) {
                update.setLong(at++, id);
            }
            update.executeUpdate();
        }
    }

    private static String rows(int count, String row) {
        return String.join(", ", Collections.nCopies(count, row));
    }

    @Override
    public Entries entries() {
        return entries;
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        entries.close();
        requireSound();
    }

    /** @throws AssertionError where a drainer has ended, and others may have done its work */
    void requireSound() {
        if (!failures.isEmpty()) {
            throw new AssertionError("The ceiling failed", failures.peek());
        }
    }
}

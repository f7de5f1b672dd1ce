package dev.orderly.move;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.orderly.messaging.CommandRefused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** One of the two databases, with sessions as patient as a move needs them. */
class Side implements AutoCloseable {

    /** How to get in. */
    record Login(String url, String username, String password) {

        static Login of(DataSourceProperties properties) {
            return new Login(
                    Objects.requireNonNullElse(properties.getUrl(), ""),
                    Objects.requireNonNullElse(properties.getUsername(), ""),
                    Objects.requireNonNullElse(properties.getPassword(), ""));
        }
    }

    /** A statement that changes a table waits this long at a time for those that use it. */
    private static final int TABLE_LOCK_SECONDS = 5;

    private static final int CONNECTIONS = 5;

    private final String words;
    private final DataSource pool;
    private final JdbcClient jdbc;
    private final boolean mariaDb;

    private Side(String words, DataSource pool) {
        this.words = words;
        this.pool = pool;
        this.jdbc = JdbcClient.create(pool);
        this.mariaDb = jdbc.sql("SELECT VERSION()").query(String.class).single().contains("MariaDB");
    }

    /** Connects to the database that everything started in. */
    static Side ofHub(Login login) {
        return open(login, "the hub's database");
    }

    /**
     * Connects to the other one.
     *
     * @throws CommandRefused where none is named, or that fails
     */
    static Side ofSatellite(MoveProperties properties) {
        if (properties.satelliteUrl().isBlank()) {
            throw new CommandRefused(
                    "No database of the satellite is named. Set ORDERLY_MOVE_SATELLITE_URL, _USERNAME and _PASSWORD.");
        }
        return open(
                new Login(properties.satelliteUrl(), properties.satelliteUsername(), properties.satellitePassword()),
                "the satellite's database");
    }

    /**
     * Connects.
     *
     * @param words what the database is to be called, such as "the hub's database"
     * @throws CommandRefused where that fails
     */
    static Side open(Login login, String words) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("orderly-move");
        config.setJdbcUrl(login.url());
        config.setUsername(login.username());
        config.setPassword(login.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.addDataSourceProperty("connectionTimeZone", "UTC");
        config.addDataSourceProperty("connectTimeout", "10000");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("rewriteBatchedStatements", "true");
        // What is read is written as it is, and a small number is no truth value.
        config.addDataSourceProperty("tinyInt1isBit", "false");
        config.addDataSourceProperty("yearIsDateType", "false");
        config.setConnectionInitSql("""
                SET SESSION time_zone = '+00:00', wait_timeout = 28800, net_write_timeout = 3600,
                    innodb_lock_wait_timeout = 60, lock_wait_timeout = %d,
                    sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO'""".formatted(TABLE_LOCK_SECONDS));
        try {
            return new Side(words, new HikariDataSource(config));
        } catch (PoolInitializationException e) {
            throw new CommandRefused("%s does not let the command in: %s".formatted(capital(words), reason(e)));
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    }

    static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    DataSource dataSource() {
        return pool;
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    boolean isMariaDb() {
        return mariaDb;
    }

    /** What the database is called. */
    String words() {
        return words;
    }

    <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transaction().execute(status -> work.get()));
    }

    void inTransaction(Runnable work) {
        transaction().executeWithoutResult(status -> work.run());
    }

    /** All that is read within is as it was at one moment, whatever transaction is open. */
    <T> T inSnapshot(Supplier<T> work) {
        TransactionTemplate snapshot = transaction();
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return Objects.requireNonNull(snapshot.execute(status -> work.get()));
    }

    private TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(pool));
    }

    /**
     * Keeps every other command of this name away from the database until the session that is returned ends.
     *
     * @throws CommandRefused where another one is at work
     */
    Connection alone(String name) {
        try {
            Connection session = pool.getConnection();
            try (var statement = session.prepareStatement(
                    "SELECT GET_LOCK(CONCAT('orderly:', ?, ':', LEFT(SHA2(DATABASE(), 256), 32)), 0)")) {
                statement.setString(1, name);
                try (var got = statement.executeQuery()) {
                    got.next();
                    if (got.getInt(1) != 1) {
                        session.close();
                        throw new CommandRefused("Another such command is at work. Let it finish, or stop it.");
                    }
                }
            }
            return session;
        } catch (SQLException e) {
            throw new CommandRefused("%s cannot be asked: %s".formatted(capital(words), e.getMessage()));
        }
    }

    @Override
    public void close() {
        if (pool instanceof HikariDataSource open) {
            open.close();
        }
    }
}

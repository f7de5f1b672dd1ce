package dev.orderly.messaging;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import com.zaxxer.hikari.util.DriverDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Gives each {@link Lane} a pool of its own beside the application's, which callers and callbacks share, and every
 * connection the session that Orderly's guarantees rest on: READ COMMITTED, UTC, strict mode, and a server that frees the
 * locks of a session that falls silent. A DataSource that is not Hikari's is left alone and serves all lanes.
 */
class ConnectionLanes implements BeanPostProcessor, DisposableBean {

    /** A stopped relay must not hold the sequence rows for long: everybody's events wait behind them. */
    private static final Duration RELAY_SILENCE = Duration.ofSeconds(3);

    /** Hikari's keep-alive cannot be more frequent than every 30 s, so no pool may time out sooner. */
    private static final Duration POOL_SILENCE = Duration.ofSeconds(45);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
    /** No limit in practice: each module limits its own workers. */
    private static final int DISPATCH_AT_MOST = 256;

    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Longer than any statement waits for a lock; with TLS, closing the connection takes as long once more. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /**
     * The same few statements run all day: the server parses each once for a connection, and the driver asks for nothing
     * that it knows. A server that keeps too many prepared statements refuses more, and the driver then does without.
     */
    private static final Map<String, String> FAST = Map.of(
            "useServerPrepStmts", "true",
            "cachePrepStmts", "true",
            "prepStmtCacheSize", "256",
            "prepStmtCacheSqlLimit", "8192",
            // A handler's JDBC batch of inserts is one statement.
            "rewriteBatchedStatements", "true",
            "cacheServerConfiguration", "true",
            "useLocalSessionState", "true",
            "maintainTimeStats", "false",
            // Else every row-by-row read is preceded by a statement that sets a timeout.
            "netTimeoutForStreamingResults", "0");

    private final List<HikariDataSource> pools = new CopyOnWriteArrayList<>();
    private final CallersFirst callersFirst = new CallersFirst(System::nanoTime);

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof HikariDataSource dataSource ? lanes(dataSource) : bean;
    }

    private LaneDataSource lanes(HikariDataSource callers) {
        callers.addDataSourceProperty("connectionTimeZone", "UTC");
        FAST.forEach(callers::addDataSourceProperty);
        // A network that swallows packets tells nobody that the database is out of reach: without these, whoever waits
        // for an answer waits for ever. What the JDBC URL says of them takes precedence.
        callers.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT_TIMEOUT.toMillis()));
        callers.addDataSourceProperty("socketTimeout", String.valueOf(ANSWER_TIMEOUT.toMillis()));
        callers.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        callers.setDataSource(new LazyAutoCommit(new DriverDataSource(
                callers.getJdbcUrl(),
                callers.getDriverClassName(),
                callers.getDataSourceProperties(),
                callers.getUsername(),
                callers.getPassword())));
        Map<Lane, HikariDataSource> byLane = new EnumMap<>(Lane.class);
        byLane.put(Lane.DISPATCH, session(pool(callers, Lane.DISPATCH, DISPATCH_AT_MOST), POOL_SILENCE));
        byLane.put(Lane.JOB, session(pool(callers, Lane.JOB, 4), POOL_SILENCE));
        byLane.put(Lane.RELAY, session(pool(callers, Lane.RELAY, 1), RELAY_SILENCE));
        byLane.put(Lane.CALLER, session(callers, POOL_SILENCE));
        callers.setPoolName(name(Lane.CALLER));
        pools.addAll(byLane.values());
        byLane.put(Lane.CALLBACK, callers); // no pool more
        byLane.put(Lane.FOLLOW_UP, byLane.get(Lane.JOB)); // nor here
        return new LaneDataSource(byLane, callersFirst);
    }

    /** Whom handlers and what else follows an order let go first. */
    CallersFirst callersFirst() {
        return callersFirst;
    }

    /** Spring closes the application's pool by itself, and knows nothing of those beside it. */
    @Override
    public void destroy() {
        pools.forEach(HikariDataSource::close);
    }

    /** Lets each pool tell how busy it is. Spring Boot knows one of them only, and may have been here before. */
    void bindTo(MeterRegistry meters) {
        pools.stream()
                .filter(pool -> pool.getMetricsTrackerFactory() == null)
                .forEach(pool -> pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters)));
    }

    private HikariDataSource pool(HikariDataSource model, Lane lane, int size) {
        HikariConfig config = new HikariConfig();
        model.copyStateTo(config);
        HikariDataSource pool = new HikariDataSource();
        config.copyStateTo(pool);
        pool.setPoolName(name(lane));
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(Math.min(size, 2));
        return pool;
    }

    private static String name(Lane lane) {
        return "orderly-" + lane.name().toLowerCase(Locale.ROOT);
    }

    private static HikariDataSource session(HikariDataSource pool, Duration silence) {
        pool.setConnectionInitSql(sessionSql(silence));
        if (silence.compareTo(KEEP_ALIVE) > 0) {
            pool.setKeepaliveTime(KEEP_ALIVE.toMillis());
        }
        return pool;
    }

    /** What a session says first, whose server is to end it after so long a silence. */
    private static String sessionSql(Duration silence) {
        return """
                SET SESSION time_zone = '+00:00', wait_timeout = %d, innodb_lock_wait_timeout = %d,
                    sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'""".formatted(silence.toSeconds(), LOCK_WAIT.toSeconds());
    }

    /**
     * The one connection of a command that works alone on the database, with a session like the pools'. It is given back
     * to nobody: whatever else the session is told ends with it.
     */
    static SingleConnectionDataSource single(DataSourceProperties properties) {
        SingleConnectionDataSource single = new SingleConnectionDataSource(
                Objects.requireNonNull(properties.determineUrl()),
                Objects.requireNonNullElse(properties.determineUsername(), ""),
                Objects.requireNonNullElse(properties.determinePassword(), ""),
                true);
        Properties driver = new Properties();
        driver.setProperty("connectionTimeZone", "UTC");
        driver.setProperty("connectTimeout", String.valueOf(CONNECT_TIMEOUT.toMillis()));
        single.setConnectionProperties(driver);
        try (Connection connection = single.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            statement.execute(sessionSql(POOL_SILENCE));
        } catch (SQLException e) {
            throw new IllegalStateException("The database cannot be reached: " + e.getMessage(), e);
        }
        return single;
    }
}

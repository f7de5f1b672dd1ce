package dev.orderly.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Brings the database up to date when the application starts: the migrations of messaging and of every active module,
 * each with a history of its own, the shards of the log, and what the modules consume. All of it inside one lock of the
 * server, so that several instances may start on an empty database at once.
 */
class Installation {

    private static final int LONGEST_WAIT_SECONDS = 600;

    private final DataSource dataSource;
    private final Set<String> folders;
    private final MessagingProperties properties;
    private final Registrar registrar;

    /** @param folders the folders under {@code classpath:db} with the migrations of each active module */
    Installation(DataSource dataSource, Set<String> folders, MessagingProperties properties, Registrar registrar) {
        this.dataSource = dataSource;
        this.folders = folders;
        this.properties = properties;
        this.registrar = registrar;
    }

    /**
     * Migrates and registers.
     *
     * @throws IllegalStateException where the database was installed with another number of shards, or another instance
     *     does not finish its own start
     */
    List<Registration> install(List<Subscription> subscriptions) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            // The lock lives in this session, which says nothing for as long as the migrations take.
            statement.execute("SET SESSION wait_timeout = 28800");
            JdbcClient lock = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            lock(lock);
            try {
                migrate("messaging");
                folders.stream().sorted().forEach(this::migrate);
                createShards();
                return subscriptions.stream().map(registrar::register).toList();
            } finally {
                lock.sql("SELECT RELEASE_LOCK(CONCAT('orderly:', LEFT(SHA2(DATABASE(), 256), 40)))")
                        .query(Integer.class)
                        .optional();
                statement.execute("SET SESSION wait_timeout = 45");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database cannot be reached: " + e.getMessage(), e);
        }
    }

    private static void lock(JdbcClient session) {
        Integer got = session.sql("SELECT GET_LOCK(CONCAT('orderly:', LEFT(SHA2(DATABASE(), 256), 40)), :seconds)")
                .param("seconds", LONGEST_WAIT_SECONDS)
                .query(Integer.class)
                .single();
        if (got != 1) {
            throw new IllegalStateException("Another instance has been migrating the database for more than "
                    + LONGEST_WAIT_SECONDS + " seconds; see what it does, then start again");
        }
    }

    private void migrate(String folder) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/" + folder)
                .table("schema_history_" + folder)
                // Other modules' tables are there already; this one's begin with version 1 all the same.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    private void createShards() {
        JdbcClient jdbc = JdbcClient.create(dataSource);
        int installed = jdbc.sql("SELECT COUNT(*) FROM outbox_sequence")
                .query(Integer.class)
                .single();
        if (installed == 0) {
            for (int shard = 0; shard < properties.shards(); shard++) {
                jdbc.sql("INSERT INTO outbox_sequence (shard, last_position) VALUES (:shard, 0)")
                        .param("shard", shard)
                        .update();
            }
        } else if (installed != properties.shards()) {
            throw new IllegalStateException(
                    "The database was installed with %d shards, but orderly.messaging.shards is %d; set it to %d"
                            .formatted(installed, properties.shards(), installed));
        }
    }
}

package dev.orderly.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
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
    private final Release release;
    private final MessagingProperties properties;
    private final Registrar registrar;

    /** @param folders the folders under {@code classpath:db} with the migrations of each active module */
    Installation(
            DataSource dataSource,
            Set<String> folders,
            Release release,
            MessagingProperties properties,
            Registrar registrar) {
        this.dataSource = dataSource;
        this.folders = folders;
        this.release = release;
        this.properties = properties;
        this.registrar = registrar;
    }

    /**
     * Migrates and registers.
     *
     * @throws FailureAnalyzedException where the database was installed with another number of shards or other
     *     migrations, or another instance
     *     does not finish its own start
     */
    List<Registration> install(List<Subscription> subscriptions) {
        DataSource patient = new PatientDataSource(dataSource);
        try (Connection connection = patient.getConnection();
                Statement statement = connection.createStatement()) {
            // The lock lives in this session, which says nothing for as long as the migrations take.
            statement.execute("SET SESSION wait_timeout = 28800");
            JdbcClient lock = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            lock(lock);
            try {
                new Migrations("messaging", release, patient).apply();
                folders.stream().sorted().forEach(folder -> new Migrations(folder, release, patient).apply());
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
            throw new FailureAnalyzedException(
                    "Another instance has been migrating the database for more than %d seconds."
                            .formatted(LONGEST_WAIT_SECONDS),
                    "See what it does, then start again.");
        }
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
            throw new FailureAnalyzedException(
                    "The database was installed with %d shards, but orderly.messaging.shards is %d."
                            .formatted(installed, properties.shards()),
                    "Set it to %d.".formatted(installed));
        }
    }
}

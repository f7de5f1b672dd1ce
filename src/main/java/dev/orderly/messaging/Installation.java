package dev.orderly.messaging;

import dev.orderly.messaging.ModulePresence.Where;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

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
    private final String siteName;
    private final EventCatalog catalog;
    private final EventLog log;
    private final Homes homes;

    /**
     * @param folders the folders under {@code classpath:db} with the migrations of each active module
     * @param siteName what this database is to be called among others
     * @param homes is told where modules live
     */
    Installation(
            DataSource dataSource,
            Set<String> folders,
            Release release,
            MessagingProperties properties,
            String siteName,
            EventCatalog catalog,
            EventLog log,
            Homes homes) {
        this.dataSource = dataSource;
        this.folders = folders;
        this.release = release;
        this.properties = properties;
        this.siteName = siteName;
        this.catalog = catalog;
        this.log = log;
        this.homes = homes;
    }

    /**
     * Migrates, and registers those modules that live here.
     *
     * @throws FailureAnalyzedException where the database was installed with another number of shards, as another site or
     *     with other migrations, or another instance does not finish its own start
     */
    List<Registration> install(List<Subscription> subscriptions) {
        return alone(patient -> {
            migrate("messaging", patient);
            Sites sites = Sites.in(patient);
            Site own = site(sites);
            homes.begin(own, sites.homes());
            folders.stream()
                    .sorted()
                    .filter(folder -> homes.of(folder) == Where.HERE)
                    .forEach(folder -> migrate(folder, patient));
            createShards();
            return subscriptions.stream()
                    .filter(subscription -> homes.of(subscription.module()) == Where.HERE)
                    .map(subscription -> registrar(own).register(subscription))
                    .toList();
        });
    }

    /** Does the same for one module that has come to live here. */
    Optional<Registration> takeUp(String module, List<Subscription> subscriptions) {
        return alone(patient -> {
            if (folders.contains(module)) {
                migrate(module, patient);
            }
            Site own = site(Sites.in(patient));
            return subscriptions.stream()
                    .filter(subscription -> subscription.module().equals(module))
                    .map(subscription -> registrar(own).register(subscription))
                    .findFirst();
        });
    }

    private Registrar registrar(Site own) {
        return new Registrar(catalog, log, module -> Skips.of(module, own, dataSource));
    }

    private void migrate(String folder, DataSource patient) {
        new Migrations(folder, release, patient).apply();
    }

    private Site site(Sites sites) {
        Site own = sites.own().orElseGet(() -> {
            Site first = new Site(siteName, UUID.randomUUID().toString(), 1, siteName.equals(Site.HUB));
            sites.insertOwn(first);
            return first;
        });
        if (!own.name().equals(siteName)) {
            throw new FailureAnalyzedException(
                    "The database was installed as the site %s, but orderly.site is %s."
                            .formatted(own.name(), siteName),
                    "Set it to %s, or name the other site's database.".formatted(own.name()));
        }
        return own;
    }

    private <T> T alone(Function<DataSource, T> work) {
        DataSource patient = new PatientDataSource(dataSource);
        try (Connection connection = patient.getConnection();
                Statement statement = connection.createStatement()) {
            // The lock lives in this session, which says nothing for as long as the migrations take.
            statement.execute("SET SESSION wait_timeout = 28800");
            InstallationLock lock = InstallationLock.in(connection);
            if (!lock.take(LONGEST_WAIT_SECONDS)) {
                throw new FailureAnalyzedException(
                        "Another instance has been migrating the database for more than %d seconds."
                                .formatted(LONGEST_WAIT_SECONDS),
                        "See what it does, then start again.");
            }
            try {
                return work.apply(patient);
            } finally {
                lock.release();
                statement.execute("SET SESSION wait_timeout = 45");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database cannot be reached: " + e.getMessage(), e);
        }
    }

    private void createShards() {
        int installed = log.outbox().shards();
        if (installed == 0) {
            log.outbox().createShards(properties.shards());
        } else if (installed != properties.shards()) {
            throw new FailureAnalyzedException(
                    "The database was installed with %d shards, but orderly.messaging.shards is %d."
                            .formatted(installed, properties.shards()),
                    "Set it to %d. docs/changing-the-number-of-shards.md says how to have another."
                            .formatted(installed));
        }
    }
}

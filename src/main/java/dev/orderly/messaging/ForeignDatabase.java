package dev.orderly.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** For a command that works on a database which is not, or not only, its own process's. */
public final class ForeignDatabase {

    private ForeignDatabase() {}

    /** The modules of these packages that can live elsewhere than the others. */
    public static Set<String> movable(Collection<String> packages) {
        return ModuleNames.in(packages).optional();
    }

    /**
     * Brings folders of migrations up to date, at a time when nobody else migrates that database.
     *
     * @param release the version of this application
     * @throws CommandRefused where the database does not fit this version, or somebody else is at it
     */
    public static void migrate(DataSource dataSource, List<String> folders, @Nullable String release) {
        try (Connection connection = dataSource.getConnection()) {
            JdbcClient session = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            Installation.lock(session);
            try {
                folders.forEach(folder -> new Migrations(folder, Release.of(release), dataSource).apply());
            } finally {
                Installation.unlock(session);
            }
        } catch (FailureAnalyzedException unfit) {
            throw new CommandRefused(unfit.getMessage() + " " + unfit.analysis().getAction());
        } catch (SQLException e) {
            throw new CommandRefused("The database cannot be reached: " + e.getMessage());
        }
    }
}

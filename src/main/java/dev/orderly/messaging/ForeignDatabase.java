package dev.orderly.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** For a command that works on a database which is not, or not only, its own process's. */
public final class ForeignDatabase {

    private static final int LONGEST_WAIT_SECONDS = 120;

    private ForeignDatabase() {}

    /** The modules of these packages that can live elsewhere than the others. */
    public static Set<String> movable(Collection<String> packages) {
        return ModuleNames.in(packages).optional();
    }

    /** Which migrations of a folder a database would have after {@link #migrate}, each as its version and its checksum. */
    public static List<String> migrated(DataSource dataSource, String folder) {
        return new Migrations(folder, Release.FIRST, dataSource).applied();
    }

    /**
     * Brings folders of migrations up to date, at a time when nobody else migrates that database.
     *
     * @param release the version of this application
     * @throws CommandRefused where the database does not fit this version, or somebody else is at it
     */
    public static void migrate(DataSource dataSource, List<String> folders, @Nullable String release) {
        try (Connection connection = dataSource.getConnection()) {
            InstallationLock lock = InstallationLock.in(connection);
            if (!lock.take(LONGEST_WAIT_SECONDS)) {
                throw new CommandRefused("An instance is starting there and takes its time. Run the command again.");
            }
            try {
                folders.forEach(folder -> new Migrations(folder, Release.of(release), dataSource).apply());
            } finally {
                lock.release();
            }
        } catch (FailureAnalyzedException unfit) {
            throw new CommandRefused(unfit.getMessage() + " " + unfit.analysis().getAction());
        } catch (SQLException e) {
            throw new CommandRefused("The database cannot be reached: " + e.getMessage());
        }
    }
}

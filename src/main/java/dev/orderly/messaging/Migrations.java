package dev.orderly.messaging;

import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * The migrations of one module, with a history of their own.
 *
 * @param folder where they lie under {@code classpath:db}
 */
record Migrations(String folder, DataSource dataSource) {

    /**
     * Applies what is new.
     *
     * @throws FailureAnalyzedException where the database has other migrations than this application, or a new one fails
     */
    void apply() {
        Flyway flyway = flyway();
        refuseOthers(flyway.validateWithResult());
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            throw new FailureAnalyzedException(
                    "A migration of db/%s failed: %s.".formatted(folder, reason(e)),
                    "See that the database user has the rights that README.md lists; if tables are left half made,"
                            + " restore the database before you start again.",
                    e);
        }
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/" + folder)
                .table(table())
                // Other modules' tables are there already; this one's begin with version 1 all the same.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                // A migration of a later version is not ignored: who knows what it did to the tables.
                .ignoreMigrationPatterns("*:pending")
                .validateOnMigrate(false)
                .load();
    }

    private String table() {
        return "schema_history_" + folder;
    }

    private void refuseOthers(ValidateResult result) {
        if (!result.validationSuccessful && !result.invalidMigrations.isEmpty()) {
            ValidateOutput first = result.invalidMigrations.getFirst();
            throw new FailureAnalyzedException(
                    "The database does not fit this version of the application: according to its table %s, migration %s of db/%s %s."
                            .formatted(table(), first.version, folder, fault(first)),
                    "Start the version that fits, name another database, or restore this one.");
        }
    }

    private static String fault(ValidateOutput migration) {
        return switch (migration.errorDetails.errorCode) {
            case CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED -> "was applied by a newer version";
            case CoreErrorCode.FAILED_VERSIONED_MIGRATION -> "failed half-way";
            default -> "was another one when it was applied";
        };
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Objects.requireNonNullElse(cause.getMessage(), cause.toString())
                .lines()
                .findFirst()
                .orElse("");
    }
}

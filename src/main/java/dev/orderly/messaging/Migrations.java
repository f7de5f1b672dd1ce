package dev.orderly.messaging;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * The migrations of one module, with a history of their own.
 *
 * <p>A migration only adds, so that the release before it runs on its tables too; a newer release's are therefore no
 * reason not to start. One that takes something away names the oldest release that it leaves running, such as
 * {@code V7__drop_order_carrier_needs_0_4.sql}.
 *
 * @param folder where they lie under {@code classpath:db}
 * @param release what this application is
 */
record Migrations(String folder, Release release, DataSource dataSource) {

    private static final Pattern NEEDS = Pattern.compile("needs (\\d+) (\\d+)$");

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

    /** What the history will name once {@link #apply} is done, each as its version and its checksum. */
    List<String> applied() {
        return Arrays.stream(flyway().info().all())
                .filter(migration -> migration.isVersioned()
                        && (migration.getState().isApplied() || migration.getState() == MigrationState.PENDING)
                        && migration.getState() != MigrationState.BASELINE)
                .map(migration -> "%s (%d)".formatted(migration.getVersion(), migration.getChecksum()))
                .toList();
    }

    private Flyway flyway() {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/" + folder)
                .table(table())
                // Other modules' tables are there already; this one's begin with version 1 all the same.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                // A newer release's migrations are told too, as refuseOthers looks at what they need.
                .ignoreMigrationPatterns("*:pending")
                .validateOnMigrate(false)
                .load();
    }

    private String table() {
        return "schema_history_" + folder;
    }

    private void refuseOthers(ValidateResult result) {
        result.invalidMigrations.stream()
                .filter(migration -> !isHarmless(migration))
                .findFirst()
                .ifPresent(first -> {
                    throw new FailureAnalyzedException(
                            "The database does not fit this version of the application: according to its table %s, migration %s of db/%s %s."
                                    .formatted(table(), first.version, folder, fault(first)),
                            "Start the version that fits, name another database, or restore this one.");
                });
    }

    private boolean isHarmless(ValidateOutput migration) {
        return migration.errorDetails.errorCode == CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED
                && release.compareTo(needed(migration)) >= 0;
    }

    private static Release needed(ValidateOutput migration) {
        Matcher needs = NEEDS.matcher(Objects.requireNonNullElse(migration.description, ""));
        return needs.find()
                ? new Release(Integer.parseInt(needs.group(1)), Integer.parseInt(needs.group(2)))
                : Release.FIRST;
    }

    private static String fault(ValidateOutput migration) {
        return switch (migration.errorDetails.errorCode) {
            case CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED ->
                "was applied by a newer version, and needs %s at least".formatted(needed(migration));
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

package dev.orderly;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Looks at the database before anything is built on it, while every fault can still be told by its name. */
class RefuseUnfitDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String NAME_IT =
            "Set SPRING_DATASOURCE_URL (such as jdbc:mysql://db.example.com:3306/orderly), SPRING_DATASOURCE_USERNAME and"
                    + " SPRING_DATASOURCE_PASSWORD.";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        String url = environment.getProperty("spring.datasource.url", "");
        String username = environment.getProperty("spring.datasource.username", "");
        check(url);
        Properties login = new Properties();
        login.setProperty("user", username);
        login.setProperty("password", environment.getProperty("spring.datasource.password", ""));
        login.setProperty("connectTimeout", "5000");
        try (Connection connection = DriverManager.getConnection(url, login)) {
            refuseOldServer(connection);
            refuseForeignTables(connection, withoutSecrets(url));
        } catch (SQLException e) {
            throw explain(e, withoutSecrets(url), username);
        }
    }

    private static void check(String url) {
        if (url.isBlank()) {
            throw new FailureAnalyzedException("No database is named.", NAME_IT);
        }
        if (!url.startsWith("jdbc:mysql:")) {
            throw new FailureAnalyzedException(
                    "The address of the database, %s, does not begin with jdbc:mysql: (MariaDB's too)."
                            .formatted(withoutSecrets(url)),
                    NAME_IT);
        }
    }

    private static void refuseOldServer(Connection connection) throws SQLException {
        String version = single(connection, "SELECT version()");
        if (!ServerVersion.of(version).suffices()) {
            throw new FailureAnalyzedException(
                    "The database server has version %s.".formatted(version),
                    "MySQL 8.4 or MariaDB 10.6 is the oldest that will do.");
        }
        if (single(connection, "SELECT coalesce(database(), '')").isEmpty()) {
            throw new FailureAnalyzedException(
                    "The address of the database names a server and no database on it.", NAME_IT);
        }
    }

    /** Ours are never there without the history of messaging's migrations. */
    private static void refuseForeignTables(Connection connection, String url) throws SQLException {
        String foreign = single(connection, """
                SELECT coalesce(min(table_name), '')
                FROM information_schema.tables
                WHERE table_schema = database()
                  AND NOT EXISTS (
                    SELECT 1 FROM information_schema.tables
                    WHERE table_schema = database() AND table_name = 'schema_history_messaging')""");
        if (!foreign.isEmpty()) {
            throw new FailureAnalyzedException(
                    "The database %s is somebody else's: it has a table %s, and none of Orderly's."
                            .formatted(url, foreign),
                    "Name an empty one in SPRING_DATASOURCE_URL.");
        }
    }

    private static String single(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static FailureAnalyzedException explain(SQLException failure, String url, String username) {
        return switch (failure.getErrorCode()) {
            case 1045, 1698 ->
                new FailureAnalyzedException(
                        "The database at %s does not let the user \"%s\" in.".formatted(url, username),
                        "Check SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.",
                        failure);
            case 1044 ->
                new FailureAnalyzedException(
                        "The user \"%s\" may not use the database at %s.".formatted(username, url),
                        "Grant it the rights that README.md lists, or correct SPRING_DATASOURCE_URL.",
                        failure);
            case 1049 ->
                new FailureAnalyzedException(
                        "The server answers, but there is no database %s.".formatted(url),
                        "Create it, empty, or correct SPRING_DATASOURCE_URL.",
                        failure);
            default ->
                new FailureAnalyzedException(
                        "The database at %s does not answer: %s.".formatted(url, reason(failure)),
                        "Start it, or correct SPRING_DATASOURCE_URL.",
                        failure);
        };
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    private static String withoutSecrets(String url) {
        return url.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
    }
}

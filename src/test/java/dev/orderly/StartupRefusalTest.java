package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The same as {@link ProductionJarIT} looks at from outside, for every reason there is. */
@ExtendWith(OutputCaptureExtension.class)
class StartupRefusalTest {

    static Stream<Arguments> nonsense() {
        return Stream.of(
                arguments("spring.datasource.url=", "No database is named. Set SPRING_DATASOURCE_URL"),
                arguments("spring.datasource.url=jdbc:postgresql://db/orderly", "does not begin with jdbc:mysql:"),
                arguments(
                        "spring.datasource.url=jdbc:mysql://127.0.0.1:1/orderly",
                        "does not answer: Connection refused. Start it, or correct SPRING_DATASOURCE_URL."),
                arguments(
                        "spring.datasource.url=jdbc:mysql://u:secret@127.0.0.1:1/orderly?password=secret",
                        "The database at jdbc:mysql://127.0.0.1:1/orderly does not answer"),
                arguments(
                        "spring.datasource.username=nobody",
                        "does not let the user \"nobody\" in. Check SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD."),
                arguments("server.port=eighty", "server.port (\"eighty\") is wrong"),
                arguments("server.address=192.0.2.1", "Correct SERVER_ADDRESS or SERVER_PORT."),
                arguments(
                        "orderly.api-keys=", "orderly.api-keys names no key, and without one nobody can call the API."),
                arguments("orderly.api-keys=erp:secret", "orderly.api-keys has an entry that is not name:sha256-hex."),
                arguments("orderly.payment.provider=", "No payment provider is chosen."),
                arguments("orderly.payment.provider=strype", "There is no payment provider called \"strype\"."),
                arguments(
                        "orderly.payment.sandbox.port=99999",
                        "orderly.payment.sandbox.port (\"99999\") is wrong: it must be less than or equal to 65535."),
                arguments("orderly.modules=shiping", "orderly.modules names shiping, and there is no such module."),
                arguments(
                        "orderly.messaging.workers.inventry=4",
                        "orderly.messaging.workers names inventry, and there is no such module. There are "),
                arguments(
                        "orderly.messaging.rate.notification-mail=5/s",
                        "orderly.messaging.rate names notification-mail, and there is no such module or job."),
                arguments("orderly.messaging.rate.payment=fast", "A rate is a positive number a second"),
                arguments("orderly.messaging.lag.warn=lots", "A limit of lag is a number of events, an age, or both"),
                arguments(
                        "orderly.messaging.retry.modules.inventry.attempts=4",
                        "orderly.messaging.retry.modules names inventry, and there is no such module. There are "),
                arguments(
                        "orderly.messaging.retry.modules.inventory.types.[order.plaiced].attempts=4",
                        "orderly.messaging.retry.modules.inventory.types names order.plaiced, and there is no such event type."),
                arguments(
                        "orderly.messaging.retry.modules.inventory.atempts=4",
                        "The property orderly.messaging.retry.modules.inventory.atempts is not one that Orderly knows."),
                arguments(
                        "orderly.messaging.retry.modules.inventory.types.[order.placed].factor=0.5",
                        "orderly.messaging.retry.modules.inventory.types.[order.placed].factor is 0.5; it must be from 1 to 100."),
                arguments(
                        "orderly.messaging.handler-time-limit=2m",
                        "orderly.messaging.handler-time-limit is PT2M; the database would end the session"),
                arguments(
                        "orderly.mesaging.poll=1s",
                        "The property orderly.mesaging.poll is not one that Orderly knows."),
                arguments(
                        "orderly.messaging.poll=often",
                        "orderly.messaging.poll (\"often\") is wrong: it is to be a length of time such as 500ms"),
                arguments("orderly.messaging.poll=0s", "orderly.messaging.poll is PT0S; it must be positive."),
                arguments(
                        "orderly.messaging.shards=1000",
                        "orderly.messaging.shards (\"1000\") is wrong: it must be less than or equal to 256."));
    }

    @ParameterizedTest
    @MethodSource
    void nonsense(String property, String sentence, CapturedOutput output) {
        assertRefuses(TestDatabase.fresh(), output, sentence, property);
    }

    @Test
    void a_busy_port(CapturedOutput output) throws Exception {
        try (ServerSocket busy = new ServerSocket(0)) {
            String port = String.valueOf(busy.getLocalPort());

            assertRefuses(TestDatabase.fresh(), output, "Port " + port + " is in use.", "server.port=" + port);
        }
    }

    @Test
    void a_busy_port_of_the_sandbox(CapturedOutput output) throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(busy.getLocalPort());

            assertRefuses(
                    TestDatabase.fresh(),
                    output,
                    "The sandbox payment provider cannot listen on 127.0.0.1, port " + port,
                    "orderly.payment.sandbox.port=" + port);
        }
    }

    @Test
    void a_configuration_file_that_is_no_yaml(@TempDir Path folder, CapturedOutput output) throws Exception {
        Path file = Files.writeString(folder.resolve("application.yml"), "orderly:\n  modules: [order\n");

        assertRefuses(
                TestDatabase.fresh(),
                output,
                "A configuration file is no YAML",
                "spring.config.additional-location=" + file);
    }

    @Test
    void a_configuration_file_that_is_not_there(CapturedOutput output) {
        assertRefuses(
                TestDatabase.fresh(),
                output,
                "/no/such/file.yml",
                "spring.config.additional-location=/no/such/file.yml");
    }

    @Test
    void a_database_that_does_not_exist(CapturedOutput output) {
        TestDatabase database = TestDatabase.fresh();
        String url = database.url().replace(database.name(), "no_such");

        assertRefuses(database, output, "there is no database", "spring.datasource.url=" + url);
    }

    @Test
    void a_server_without_a_database(CapturedOutput output) {
        TestDatabase database = TestDatabase.fresh();
        String url = database.url().replace(database.name(), "");

        assertRefuses(database, output, "names a server and no database on it", "spring.datasource.url=" + url);
    }

    @Test
    void a_database_with_foreign_tables(CapturedOutput output) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        execute(database, "CREATE TABLE wp_posts (id INT PRIMARY KEY)");

        assertRefuses(database, output, "is somebody else's: it has a table wp_posts");
    }

    @Test
    void a_database_that_another_version_has_changed(CapturedOutput output) throws Exception {
        TestDatabase database = installed();
        execute(database, """
                INSERT INTO schema_history_messaging
                  (installed_rank, version, description, type, script, installed_by, execution_time, success)
                VALUES (99, '99', 'drop outbox needs 9 0', 'SQL', 'V99__drop_outbox_needs_9_0.sql', 'test', 1, 1)""");
        assertRefuses(
                database,
                output,
                "migration 99 of db/messaging was applied by a newer version, and needs 9.0 at least.");

        execute(database, "UPDATE schema_history_messaging SET success = 0 WHERE version = '99'");
        assertRefuses(database, output, "migration 99 of db/messaging failed half-way.");

        execute(database, "DELETE FROM schema_history_messaging WHERE version = '99'");
        execute(database, "UPDATE schema_history_messaging SET checksum = 1 WHERE version = '1'");
        assertRefuses(database, output, "migration 1 of db/messaging was another one when it was applied.");
    }

    @Test
    void a_database_with_another_number_of_shards(CapturedOutput output) throws Exception {
        assertRefuses(
                installed(),
                output,
                "installed with 8 shards, but orderly.messaging.shards is 16. Set it to 8.",
                "orderly.messaging.shards=16");
    }

    @Test
    void a_migration_that_the_user_may_not_apply(CapturedOutput output) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        String schema = database.name();
        execute(database, "CREATE USER " + schema + " IDENTIFIED BY 'reader'");
        execute(database, "GRANT SELECT ON " + schema + ".* TO " + schema);
        try {
            assertRefuses(
                    new TestDatabase(database.url(), schema, "reader"),
                    output,
                    "See that the database user has the rights");
        } finally {
            execute(database, "DROP USER " + schema);
        }
    }

    private static TestDatabase installed() {
        TestDatabase database = TestDatabase.fresh();
        Orderly.application().run(commandLine(database)).close();
        return database;
    }

    private static void assertRefuses(
            TestDatabase database, CapturedOutput output, String sentence, String... properties) {
        int errBefore = output.getErr().length();
        int outBefore = output.getOut().length();

        assertThat(catchThrowable(() -> Orderly.application()
                        .run(commandLine(database, properties))
                        .close()))
                .isNotNull();

        // The contexts of other tests, alive in the background, may write there too.
        assertThat(output.getErr().substring(errBefore).lines().filter(line -> line.startsWith("Orderly ")))
                .singleElement()
                .asString()
                .startsWith("Orderly does not start: ")
                .contains(sentence)
                .doesNotContain("secret");
        assertThat(output.getOut().substring(outBefore))
                .doesNotContain("Application run failed", "APPLICATION FAILED TO START");
    }

    private static String[] commandLine(TestDatabase database, String... properties) {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "spring.datasource.url",
                database.url(),
                "spring.datasource.username",
                database.username(),
                "spring.datasource.password",
                database.password(),
                "server.port",
                "0",
                "orderly.api-keys",
                "test:" + OrderlyTest.API_KEY_SHA256,
                "orderly.payment.provider",
                "sandbox",
                "orderly.payment.sandbox.port",
                "0"));
        for (String property : properties) {
            all.put(property.replaceFirst("=.*", ""), property.replaceFirst("[^=]*=", ""));
        }
        return all.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    private static void execute(TestDatabase database, String sql) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(database.url(), database.username(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

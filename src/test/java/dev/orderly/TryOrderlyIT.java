package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.RealBrokers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** The try-it run, which brings its own database. */
@Tag("once-in-ci")
class TryOrderlyIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path project;

    @BeforeAll
    static void needsTheEmbeddedDatabase() throws Exception {
        assumeTrue(MariaDbBinaries.find().isPresent(), "There is no embedded MariaDB for this operating system.");
    }

    @Test
    void orders_survive_a_kill_and_what_was_sold_stays_sold() throws Exception {
        try (OrderlyProcess first = ready("--server.port=0")) {
            assertThat(place(api(first))).isEqualTo(201);
            await().atMost(PATIENCE).until(() -> status(api(first)).equals("PAID"));

            assertThatAnotherRunIsRefused();

            first.kill();
        }
        ProcessHandle orphan = server();
        assertThat(orphan.isAlive()).isTrue();

        try (OrderlyProcess second = ready("--server.port=0")) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(status(api(second))).isEqualTo("PAID");
            assertThat(get(api(second), "/api/stock/" + DemoProducts.FIRST)
                            .path("available")
                            .asInt())
                    .isEqualTo(999);
            assertThat(second.stop()).isEqualTo(143);
        }
        assertThat(project.resolve(".orderly/mariadb/server.pid")).doesNotExist();
    }

    @Test
    void another_process_joins_with_one_module_and_callers_need_not_know() throws Exception {
        int frontPort = StablePort.any();
        int backPort = StablePort.any();
        try (OrderlyProcess front = ready(
                        "--server.port=" + frontPort,
                        "--orderly.modules=order,payment,inventory",
                        "--orderly.remote.notification.url=http://localhost:" + backPort);
                OrderlyProcess back = ready("join", "--server.port=" + backPort, "--orderly.modules=notification")) {
            assertThat(back.out()).doesNotContain("Place an order");
            assertThat(place(api(front))).isEqualTo(201);
            await().atMost(PATIENCE).until(() -> status(api(front)).equals("PAID"));
            String order = get(api(front), "/api/orders")
                    .path("items")
                    .path(0)
                    .path("id")
                    .asString();
            await().atMost(PATIENCE)
                    .until(() -> get(api(front), "/api/notifications?orderId=" + order)
                                    .path("items")
                                    .size()
                            == 3);
            assertThat(get(api(front), "/api/messaging/instances").path("items"))
                    .extracting(instance -> instance.path("modules").toString())
                    .containsExactly("[\"inventory\",\"order\",\"payment\"]", "[\"notification\"]");
            assertThat(back.stop()).isEqualTo(143);
        }
    }

    @Test
    void a_module_moves_to_a_database_of_its_own_behind_kafka_and_comes_back_and_the_two_part() throws Exception {
        int frontPort = StablePort.any();
        int backPort = StablePort.any();
        try (BrokerProcess kafka = RealBrokers.start(BrokerType.KAFKA)) {
            String[] broker = kafka.properties().entrySet().stream()
                    .map(property -> "--%s=%s".formatted(property.getKey(), property.getValue()))
                    .toArray(String[]::new);
            try (OrderlyProcess front = ready(with(
                            broker,
                            "--server.port=" + frontPort,
                            "--orderly.remote.notification.url=http://localhost:" + backPort));
                    OrderlyProcess back = ready(with(
                            broker,
                            "join",
                            "--server.port=" + backPort,
                            "--orderly.site=notification",
                            "--orderly.modules=notification"))) {
                place(api(front));
                awaitThreeMails(api(front));
                command(with(broker, "move", "notification", "to", "notification"));
                awaitThreeMails(api(front));
                place(api(front));
                awaitThreeMails(api(front));
                command(with(broker, "move", "notification", "to", "hub"));
                place(api(front));
                awaitThreeMails(api(front));
                assertThat(back.stop()).isEqualTo(143);
                command(with(broker, "part", "notification"));
                assertThat(get(api(front), "/api/messaging/bridge").path("others"))
                        .isEmpty();
            }
        }
    }

    @Test
    void who_joins_nobody_is_told() throws Exception {
        try (OrderlyProcess alone = OrderlyProcess.tryIt(project, "join", "--server.port=0")) {
            assertThat(alone.exitCode()).isEqualTo(1);
            assertThat(alone.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("Orderly does not start: No other try-it run uses ");
        }
    }

    @Test
    void the_readme_calls_with_the_key_and_the_product_that_there_are() throws Exception {
        assertThat(Files.readString(Path.of("README.md"))).contains("Bearer " + TryOrderly.KEY, DemoProducts.FIRST);
    }

    private void assertThatAnotherRunIsRefused() throws Exception {
        try (OrderlyProcess another = OrderlyProcess.tryIt(project, "--server.port=0")) {
            assertThat(another.exitCode()).isEqualTo(1);
            assertThat(another.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("Orderly does not start: Another try-it run uses ");
        }
    }

    private static String[] with(String[] more, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    private void command(String... arguments) throws Exception {
        try (OrderlyProcess command = OrderlyProcess.tryIt(project, arguments)) {
            assertThat(command.exitCode())
                    .as(() -> command.err() + command.out())
                    .isZero();
        }
    }

    /** Of the order that was placed last; where a module has just moved, its door answers 503 or 508 for a moment. */
    private static void awaitThreeMails(RestClient api) {
        String order = get(api, "/api/orders").path("items").path(0).path("id").asString();
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(HttpServerErrorException.class)
                .untilAsserted(() -> assertThat(
                                get(api, "/api/notifications?orderId=" + order).path("items"))
                        .hasSize(3));
    }

    private OrderlyProcess ready(String... arguments) throws Exception {
        OrderlyProcess run = OrderlyProcess.tryIt(project, arguments);
        await().atMost(PATIENCE).until(() -> run.readyPort().isPresent() || !run.isAlive());
        assertThat(run.readyPort()).as(() -> run.err() + run.out()).isPresent();
        return run;
    }

    private ProcessHandle server() throws Exception {
        String pid =
                Files.readString(project.resolve(".orderly/mariadb/server.pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static RestClient api(OrderlyProcess run) {
        return RestClient.builder()
                .baseUrl("http://localhost:" + run.readyPort().orElseThrow())
                .defaultHeader("Authorization", "Bearer " + TryOrderly.KEY)
                .build();
    }

    private static int place(RestClient api) {
        return api.post()
                .uri("/api/orders")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(Map.of(
                        "customerEmail", "buyer@example.com",
                        "currency", "EUR",
                        "lines",
                                new Object[] {Map.of("sku", DemoProducts.FIRST, "quantity", 1, "unitPriceMinor", 1290)
                                }))
                .retrieve()
                .toBodilessEntity()
                .getStatusCode()
                .value();
    }

    private static String status(RestClient api) {
        return get(api, "/api/orders").path("items").path(0).path("status").asString("");
    }

    private static JsonNode get(RestClient api, String path) {
        JsonNode answer = api.get().uri(path).retrieve().body(JsonNode.class);
        if (answer == null) {
            throw new AssertionError(path + " answered nothing");
        }
        return answer;
    }
}

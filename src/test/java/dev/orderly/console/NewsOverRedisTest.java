package dev.orderly.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient;
import dev.orderly.Orderly;
import dev.orderly.OrderlyTest;
import dev.orderly.TestDatabase;
import dev.orderly.broker.RedisProcess;
import io.lettuce.core.ClientListArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A page at one instance, work in another, and Redis between them. */
class NewsOverRedisTest {

    private static final String ORDER = """
            {"customerEmail":"buyer@example.com","currency":"EUR","lines":[
              {"sku":"NO-SUCH-SKU","quantity":1,"unitPriceMinor":450}]}""";

    static RedisProcess redis;
    static ConfigurableApplicationContext here;
    static ConfigurableApplicationContext there;

    @BeforeAll
    static void start() throws IOException {
        redis = new RedisProcess();
        redis.start();
        TestDatabase database = TestDatabase.fresh();
        here = start(database, "orderly.modules=notification", "orderly.messaging.poll=2s");
        there = start(database, "orderly.modules=order,inventory");
        awaitListening();
    }

    @AfterAll
    static void stop() throws IOException {
        if (redis != null) {
            there.close();
            here.close();
            redis.close();
        }
    }

    @Test
    void a_page_at_one_instance_hears_of_an_order_that_was_placed_through_another() throws Exception {
        try (Ear ear = new Ear(port(here))) {
            ear.awaitOpen();
            for (int order = 0; order < 3; order++) {
                ear.forget();
                assertThat(new ApiClient(port(there)).placeOrder(ORDER).status())
                        .isEqualTo(201);
                ear.awaitNews();
            }
        }
    }

    private static int port(ConfigurableApplicationContext application) {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static void awaitListening() {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(connection.sync().clientList(ClientListArgs.Builder.typePubsub()))
                            .as("the two who listen")
                            .hasLineCount(2));
        } finally {
            client.shutdown();
        }
    }

    private static ConfigurableApplicationContext start(TestDatabase database, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "server.port=0",
                "orderly.hints.type=redis",
                "orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.datasource.hikari.minimum-idle=1"));
        all.addAll(List.of(properties));
        redis.properties().forEach((name, value) -> {
            if (name.startsWith("spring.")) {
                all.add(name + "=" + value);
            }
        });
        return new SpringApplicationBuilder(Orderly.class)
                .properties(all.toArray(String[]::new))
                .run();
    }
}

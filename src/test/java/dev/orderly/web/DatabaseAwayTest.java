package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.Cable;
import dev.orderly.Orderly;
import dev.orderly.OrderlyTest;
import dev.orderly.TestDatabase;
import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest(
        classes = Orderly.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "orderly.modules=order",
            "orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
            "spring.datasource.hikari.connection-timeout=1000"
        })
@ContextConfiguration(initializers = DatabaseAwayTest.BehindCable.class)
@DirtiesContext
class DatabaseAwayTest {

    private static final Cable CABLE = new Cable();

    @LocalServerPort
    int port;

    @Autowired
    DataSource dataSource;

    @Test
    void while_the_database_is_away_callers_are_asked_to_come_again() {
        ApiClient api = new ApiClient(port);
        assertThat(api.placeOrder("before", WebTest.ORDER).status()).isEqualTo(201);

        CABLE.cut();
        try {
            assertUnavailable(api.get("/api/orders"));
            assertUnavailable(api.placeOrder("during", WebTest.ORDER));
            assertUnavailable(api.post("/api/orders/1/cancel", ""));
            assertThat(api.send(api.anonymous("/api/orders").GET()).status())
                    .as("who may call is known without the database")
                    .isEqualTo(401);
        } finally {
            CABLE.mend();
        }

        // Who comes again too soon may still meet a connection that does not know yet.
        await().untilAsserted(() ->
                assertThat(api.placeOrder("during", WebTest.ORDER).status()).isEqualTo(201));
        await().untilAsserted(
                        () -> assertThat(api.placeOrder("before", WebTest.ORDER).header("Idempotency-Replayed"))
                                .isEqualTo("true"));
    }

    /** Hikari ignores a driver's property that is not a string. */
    @Test
    void nobody_waits_for_ever_for_a_database_that_says_nothing() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(30_000);
        }
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:database-unavailable");
    }

    /** Puts the cable between the application and a fresh database. */
    static class BehindCable implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestDatabase database = TestDatabase.fresh();
            TestPropertyValues.of(
                            "spring.datasource.url=" + CABLE.to(database.url()),
                            "spring.datasource.username=" + database.username(),
                            "spring.datasource.password=" + database.password())
                    .applyTo(context);
        }
    }
}

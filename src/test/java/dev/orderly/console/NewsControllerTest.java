package dev.orderly.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.orderly.ApiClient;
import dev.orderly.Orderly;
import dev.orderly.OrderlyTest;
import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** What open pages hear, and what they cost. */
@OrderlyTest
class NewsControllerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int port;
    private final ApiClient api;
    private final OpenPages pages;
    private final MeterRegistry meters;
    private final List<AutoCloseable> open = new ArrayList<>();

    NewsControllerTest(@LocalServerPort int port, @Autowired OpenPages pages, @Autowired MeterRegistry meters) {
        this.port = port;
        this.api = new ApiClient(port);
        this.pages = pages;
        this.meters = meters;
    }

    @AfterEach
    void closePages() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        awaitPages(0);
    }

    @Test
    void a_page_hears_that_there_is_something_new_and_nothing_of_what_it_is() throws Exception {
        Ear ear = listen();
        assertThat(ear.answer().statusCode()).isEqualTo(200);
        assertThat(ear.answer().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));

        assertThat(api.placeOrder("""
                        {"customerEmail":"buyer@example.com","currency":"EUR","lines":[
                          {"sku":"NO-SUCH-SKU","quantity":1,"unitPriceMinor":450}]}""").status()).isEqualTo(201);

        ear.awaitNews();
        assertThat(ear.said()).isSubsetOf(":", "data:", "");
    }

    @Test
    void further_pages_are_turned_away_and_there_is_room_again_where_one_has_gone() throws Exception {
        for (int each = 0; each < OpenPages.AT_MOST; each++) {
            open.add(listen());
        }
        try (Ear ear = new Ear(port)) {
            assertThat(ear.answer().statusCode()).isEqualTo(204);
            ear.awaitEnd();
        }

        open.removeFirst().close();
        awaitPages(OpenPages.AT_MOST - 1);
        try (Ear ear = listen()) {
            assertThat(ear.answer().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoever_asks_for_the_headers_only_is_no_page() {
        assertThat(api.send(api.request("/console/news").method("HEAD", BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
        assertThat(pages.count()).isZero();
    }

    @Test
    void how_long_a_page_is_open_is_not_measured_as_a_request() throws Exception {
        Ear ear = listen();
        assertThat(api.get("/console/key").status()).isEqualTo(200);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(meters.find("http.server.requests").meters())
                    .extracting(meter -> meter.getId().getTag("uri"))
                    .contains("/console/key");
            assertThat(meters.find("http.server.requests.active").longTaskTimers())
                    .allMatch(timer -> timer.activeTasks() == 0);
        });
        ear.close();
        awaitPages(0);
        assertThat(meters.getMeters())
                .extracting(Meter::getId)
                .noneMatch(id -> "/console/news".equals(id.getTag("uri")));
    }

    @Test
    void a_page_that_does_not_read_holds_up_neither_another_nor_a_shutdown() throws Exception {
        ConfigurableApplicationContext other = another();
        OpenPages itsPages = other.getBean(OpenPages.class);
        int itsPort = other.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try (Ear ear = new Ear(itsPort);
                Socket deaf = deaf(itsPort)) {
            ear.awaitOpen();
            await().atMost(PATIENCE).until(() -> itsPages.count() == 2);

            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                for (int each = 0; each < 100; each++) {
                    itsPages.lookAgain();
                    ear.awaitNews();
                }
                return itsPages.count() == 1;
            });
            itsPages.lookAgain();
            ear.awaitNews();

            assertTimeoutPreemptively(PATIENCE, other::close);
            ear.awaitEnd();
            assertThat(ear.said()).doesNotContain("cut");
            assertThat(deaf.isClosed()).isFalse();
        }
    }

    @Test
    void a_shutdown_is_not_held_up_by_open_pages() throws Exception {
        ConfigurableApplicationContext other = another();
        int itsPort = other.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try (Ear ear = new Ear(itsPort)) {
            ear.awaitOpen();

            assertTimeoutPreemptively(PATIENCE, other::close);

            ear.awaitEnd();
            assertThat(ear.said()).isSubsetOf(":", "data:", "");
        }
    }

    private static ConfigurableApplicationContext another() {
        TestDatabase database = TestDatabase.fresh();
        return new SpringApplicationBuilder(Orderly.class, SmallBuffers.class)
                .run(
                        "--server.port=0",
                        "--orderly.modules=notification",
                        "--orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
                        // Whoever waited for the pages would wait for this.
                        "--spring.lifecycle.timeout-per-shutdown-phase=1h",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password());
    }

    /** Who does not read is noticed after a few words, and not after megabytes of them. */
    @TestConfiguration(proxyBeanMethods = false)
    static class SmallBuffers {

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
            return server ->
                    server.addConnectorCustomizers(connector -> connector.setProperty("socket.txBufSize", "4096"));
        }
    }

    private Ear listen() throws Exception {
        Ear ear = new Ear(port);
        open.add(ear);
        ear.awaitOpen();
        return ear;
    }

    /** A page that asks and never reads what it is told. */
    private static Socket deaf(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.connect(new InetSocketAddress("localhost", port));
        socket.getOutputStream()
                .write("GET /console/news HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(OrderlyTest.API_KEY)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Who is gone is noticed when something is said. */
    private void awaitPages(int number) {
        await().atMost(PATIENCE).until(() -> {
            pages.lookAgain();
            return pages.count() == number;
        });
    }
}

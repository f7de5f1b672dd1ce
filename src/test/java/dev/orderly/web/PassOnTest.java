package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.FreshDatabase;
import dev.orderly.Orderly;
import dev.orderly.OrderlyTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** What goes to another process and back, with a process at the other end that does as it is told. */
@SpringBootTest(
        classes = Orderly.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "orderly.modules=order",
            "orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
            "orderly.remote.notification.read-timeout=4s",
            "orderly.remote.notification.concurrency=2"
        })
@ContextConfiguration(initializers = {FreshDatabase.class, PassOnTest.Elsewhere.class})
@DirtiesContext
class PassOnTest {

    private static final HttpServer SERVER = server();

    /**
     * A request that arrived at the other process.
     *
     * @param body a character for each byte
     */
    private record Arrived(String method, String address, Headers headers, String body) {}

    private static final BlockingQueue<Arrived> ARRIVED = new LinkedBlockingQueue<>();

    private static volatile Script script = exchange -> answer(exchange, 200, "{}");

    @LocalServerPort
    int port;

    ApiClient api;

    @BeforeEach
    void reset() {
        api = new ApiClient(port);
        ARRIVED.clear();
        script = exchange -> answer(exchange, 200, "{}");
    }

    @AfterAll
    static void stop() {
        SERVER.stop(0);
    }

    @Test
    void a_request_arrives_as_it_was_sent() {
        byte[] body = new byte[1_000];
        IntStream.range(0, body.length).forEach(n -> body[n] = (byte) n);

        Answer answer = api.send(api.request("/api/notifications/%7Bid%7D/x?a=1%20%2B&a=%C3%A9&b")
                .header("Content-Type", "application/octet-stream")
                .header("Idempotency-Key", "key-1")
                .header("Orderly-Signature", "t=1,v1=ab")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .header("X-Twice", "one")
                .header("X-Twice", "two")
                .method("PATCH", BodyPublishers.ofByteArray(body)));

        assertThat(answer.status()).isEqualTo(200);
        Arrived arrived = ARRIVED.remove();
        assertThat(arrived.method()).isEqualTo("PATCH");
        assertThat(arrived.address()).isEqualTo("/api/notifications/%7Bid%7D/x?a=1%20%2B&a=%C3%A9&b");
        assertThat(arrived.body()).isEqualTo(new String(body, StandardCharsets.ISO_8859_1));
        assertThat(arrived.headers())
                .containsEntry("Authorization", List.of("Bearer " + OrderlyTest.API_KEY))
                .containsEntry("Idempotency-key", List.of("key-1"))
                .containsEntry("Orderly-signature", List.of("t=1,v1=ab"))
                .containsEntry("Traceparent", List.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
                .containsEntry("X-twice", List.of("one", "two"))
                .containsEntry("Via", List.of("1.1 orderly"))
                .containsEntry("X-forwarded-host", List.of("localhost"))
                .containsEntry("X-forwarded-proto", List.of("http"))
                .containsEntry("X-forwarded-port", List.of(String.valueOf(port)))
                .containsKey("X-forwarded-for");
    }

    @Test
    void what_is_between_two_neighbours_is_not_passed_on_and_what_a_proxy_in_front_said_is() throws Exception {
        RawAnswer.to(
                port,
                "GET /api/notifications HTTP/1.1\r\nHost: inside\r\nAuthorization: Bearer " + OrderlyTest.API_KEY
                        + "\r\nConnection: keep-alive, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers"
                        + "\r\nVia: 1.1 nginx\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https"
                        + "\r\nX-Forwarded-Host: shop.example.com\r\n\r\n");

        assertThat(ARRIVED.remove().headers())
                .doesNotContainKeys("X-mine", "Keep-alive", "Te")
                .containsEntry("Via", List.of("1.1 nginx", "1.1 orderly"))
                .containsEntry("X-forwarded-for", List.of("203.0.113.7"))
                .containsEntry("X-forwarded-proto", List.of("https"))
                .containsEntry("X-forwarded-host", List.of("shop.example.com"))
                .containsEntry("X-forwarded-port", List.of("443"));
    }

    @Test
    void what_a_proxy_in_front_has_taken_off_the_address_stays_off_and_goes_on_in_its_header() throws Exception {
        RawAnswer.to(
                port,
                "GET /api/notifications?a=%C3%A9 HTTP/1.1\r\nHost: inside\r\nAuthorization: Bearer "
                        + OrderlyTest.API_KEY + "\r\nX-Forwarded-Prefix: /shop\r\n\r\n");

        Arrived arrived = ARRIVED.remove();
        assertThat(arrived.address()).isEqualTo("/api/notifications?a=%C3%A9");
        assertThat(arrived.headers()).containsEntry("X-forwarded-prefix", List.of("/shop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ä1", "ÿ1"})
    void a_header_that_would_not_arrive_as_it_was_is_refused(String key) throws Exception {
        RawAnswer answer = RawAnswer.to(
                port,
                "POST /api/notifications/1/resend HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + OrderlyTest.API_KEY + "\r\nIdempotency-Key: \"" + key + "\"\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(ARRIVED).isEmpty();
    }

    @Test
    void a_chunked_body_arrives_whole_and_one_over_the_limit_not_at_all() {
        byte[] most = new byte[256 * 1024];
        assertThat(post(most).status()).isEqualTo(200);
        assertThat(ARRIVED.remove().body()).isEqualTo(new String(most, StandardCharsets.ISO_8859_1));

        assertThat(post(new byte[256 * 1024 + 1]).status()).isEqualTo(413);
        assertThat(ARRIVED).isEmpty();
    }

    private Answer post(byte[] chunked) {
        return api.send(api.request("/api/notifications")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(chunked))));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 401, 404, 409, 500, 503})
    void the_answer_comes_back_as_it_is(int status) throws Exception {
        script = exchange -> {
            exchange.getResponseHeaders().add("Location", "/api/notifications/1");
            exchange.getResponseHeaders().add("Link", "<a>");
            exchange.getResponseHeaders().add("Link", "<b>");
            exchange.getResponseHeaders().add("Retry-After", "7");
            exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
            answer(exchange, status, status == 204 ? "" : "{\"mine\":\"ü\"}");
        };

        Answer answer = api.send(api.request("/api/notifications").GET());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Location")).isEqualTo("/api/notifications/1");
        assertThat(answer.response().headers().allValues("Link")).containsExactly("<a>", "<b>");
        assertThat(answer.header("Retry-After")).isEqualTo("7");
        assertThat(answer.body()).isEqualTo(status == 204 ? "" : "{\"mine\":\"ü\"}");
        assertThat(answer.response().headers().allValues("Content-Type")).containsExactly("application/problem+json");
    }

    @Test
    void who_asks_for_the_head_gets_the_head() throws Exception {
        script = exchange -> {
            exchange.getResponseHeaders().add("X-Mine", "1");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        };
        Answer answer = api.send(api.request("/api/notifications").method("HEAD", BodyPublishers.noBody()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Mine")).isEqualTo("1");
    }

    @Test
    void who_has_no_key_gets_no_further() {
        assertProblem(api.send(api.anonymous("/api/notifications").GET()), 401, "unauthorized");
        assertThat(ARRIVED).isEmpty();
    }

    @Test
    void one_that_does_not_answer_is_given_up_and_not_asked_again() {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        script = exchange -> pass(mayAnswer);

        assertProblem(api.post("/api/notifications/1/resend", "{}"), 504, "module-silent");

        mayAnswer.countDown();
        assertThat(ARRIVED).hasSize(1);
    }

    @Test
    void one_that_hangs_up_is_not_asked_again() {
        script = HttpExchange::close;

        Answer answer = api.post("/api/notifications/1/resend", "{}");

        assertProblem(answer, 502, "module-cut-off");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(ARRIVED).hasSize(1);
    }

    @Test
    void one_that_stops_in_the_middle_of_its_answer_leaves_no_whole_answer() {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        script = exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write(new byte[100_000]);
            exchange.getResponseBody().flush();
            pass(mayAnswer);
        };
        try {
            assertThat(CompletableFuture.supplyAsync(() -> api.get("/api/notifications")))
                    .failsWithin(Duration.ofSeconds(20));
        } finally {
            mayAnswer.countDown();
        }
    }

    @Test
    void one_that_breaks_off_a_short_answer_has_not_answered() {
        script = exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(new byte[100]);
            exchange.close();
        };
        assertProblem(api.get("/api/notifications"), 502, "module-cut-off");
    }

    @Test
    void more_than_may_wait_are_sent_away_at_once() throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        CountDownLatch both = new CountDownLatch(2);
        script = exchange -> {
            both.countDown();
            pass(mayAnswer);
            answer(exchange, 200, "{}");
        };
        List<CompletableFuture<Answer>> waiting = IntStream.range(0, 2)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> api.get("/api/notifications?n=" + n)))
                .toList();
        both.await();

        Answer third = api.get("/api/notifications");

        assertProblem(third, 503, "module-busy");
        assertThat(third.header("Retry-After")).isEqualTo("2");
        assertThat(api.get("/api/orders").status())
                .as("others are not kept out")
                .isEqualTo(200);
        mayAnswer.countDown();
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    @Test
    void one_that_is_not_there_is_said_to_be_unreachable() {
        Answer answer = api.get("/api/payments?orderId=1");

        assertProblem(answer, 502, "module-unreachable");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.json().get("module").asString()).isEqualTo("payment");
    }

    @Test
    void a_request_is_not_passed_on_twice() {
        Answer answer = api.send(api.request("/api/notifications")
                .header("Via", "1.1 nginx, 1.1 orderly")
                .GET());

        assertProblem(answer, 508, "module-loop");
        assertThat(ARRIVED).isEmpty();
    }

    @Test
    void a_module_that_runs_nowhere_that_is_known_is_named() {
        Answer answer = api.get("/api/stock/COFFEE-1KG");

        assertProblem(answer, 404, "module-not-here");
        assertThat(answer.json().get("module").asString()).isEqualTo("inventory");
        assertThat(answer.json().get("detail").asString()).contains("orderly.remote.inventory.url");
        assertProblem(api.get("/api/stock%2Dreconciliation"), 404, "module-not-here");
    }

    @Test
    void an_address_that_no_client_can_send_is_refused() throws Exception {
        RawAnswer answer = RawAnswer.to(
                port,
                "GET /api/notifications?a=%zz HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + OrderlyTest.API_KEY + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(ARRIVED).isEmpty();
    }

    @Test
    void a_callback_of_a_provider_needs_no_key_of_ours() throws Exception {
        assertThat(api.send(api.anonymous("/api/payments/callbacks/sandbox").POST(BodyPublishers.ofString("{}")))
                        .status())
                .as("it was sent to where payment is said to run")
                .isEqualTo(502);
        assertThat(HttpClient.newHttpClient()
                        .send(api.anonymous("/api/payments").GET().build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(401);
    }

    private static void assertProblem(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:" + type);
    }

    /** What the other process does with a request. */
    @FunctionalInterface
    private interface Script {
        void run(HttpExchange exchange) throws IOException;
    }

    private static HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> {
                ARRIVED.add(new Arrived(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        exchange.getRequestHeaders(),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1)));
                script.run(exchange);
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says where the other modules run: one at the server, one where nobody listens. */
    static class Elsewhere implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(
                            "orderly.remote.notification.url=http://localhost:"
                                    + SERVER.getAddress().getPort(),
                            "orderly.remote.payment.url=http://localhost:" + nobodysPort() + "/")
                    .applyTo(context);
        }

        private static int nobodysPort() {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

package dev.orderly.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyTest;
import dev.orderly.messaging.Ids;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox that is told to fail at everything. */
@OrderlyTest
@TestPropertySource(
        properties = {
            "orderly.modules=payment",
            "orderly.payment.sandbox.failure-rate=1",
            "orderly.payment.sandbox.failure-delay=5ms"
        })
class MishapsTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String sandbox;

    MishapsTest(@Autowired Environment environment) {
        this.sandbox = environment.getRequiredProperty("local.sandbox.url");
    }

    @Test
    void calls_fail_in_every_way_and_yet_are_done_at_most_once_for_a_key() {
        String key = Ids.next();
        Set<String> seen = new TreeSet<>();

        for (int n = 0; n < 200 && seen.size() < 3; n++) {
            seen.add(open(key));
        }

        assertThat(seen).containsExactly("500", "cut off", "no answer");
        assertThat(sessions(key)).isEqualTo(1);
    }

    @Test
    void what_really_happened_can_always_be_read() {
        String key = Ids.next();
        open(key);

        assertThat(list("/sessions")).isNotEmpty();
        assertThat(list("/refunds")).isEmpty();
        assertThat(get("/sessions?after=nonsense").statusCode()).isEqualTo(400);
    }

    private String open(String key) {
        String body = """
                {"reference":"%s","orderId":"o","customerEmail":"buyer+never@example.com","currency":"EUR",\
                "amountMinor":1234,"callbackUrl":"http://localhost:1/"}""".formatted(key);
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox + "/sessions"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .timeout(Duration.ofMillis(500))
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return String.valueOf(HTTP.send(request, BodyHandlers.ofString()).statusCode());
        } catch (HttpTimeoutException hangs) {
            return "no answer";
        } catch (IOException cut) {
            return "cut off";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long sessions(String reference) {
        return list("/sessions")
                .filter(session -> session.get("reference").asString().equals(reference))
                .count();
    }

    private Stream<JsonNode> list(String path) {
        return JsonMapper.shared().readTree(get(path).body()).get("items").valueStream();
    }

    private HttpResponse<String> get(String path) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(sandbox + path)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

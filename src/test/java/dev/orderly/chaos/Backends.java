package dev.orderly.chaos;

import dev.orderly.ApiClient;
import dev.orderly.OrderlyTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/** The instances as a good client calls them: again, with the same key, at another one, until there is an answer. */
final class Backends {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<Integer> ports;
    private final AtomicBoolean givenUp = new AtomicBoolean();

    Backends(List<Integer> ports) {
        this.ports = List.copyOf(ports);
    }

    /** Every call that is not answered yet, and every later one, ends without an answer. */
    void giveUp() {
        givenUp.set(true);
    }

    /** What a call asks, and how to tell of attempts that broke and of when the last one was sent. */
    record Call(
            String method, String path, Map<String, String> headers, String body, Runnable broken, LongConsumer sent) {

        static Call of(String method, String path, String body, Runnable broken) {
            return new Call(method, path, Map.of(), body, broken, time -> {});
        }
    }

    /** The answer, and empty only after {@link #giveUp}. Anything but an answer to the question itself is asked again. */
    Optional<ApiClient.Answer> call(Call call) throws InterruptedException {
        int instance = ThreadLocalRandom.current().nextInt(ports.size());
        while (!givenUp.get()) {
            try {
                call.sent().accept(System.nanoTime());
                HttpResponse<String> answer =
                        http.send(request(ports.get(instance % ports.size()), call), BodyHandlers.ofString());
                if (isFinal(answer)) {
                    return Optional.of(new ApiClient.Answer(answer));
                }
            } catch (IOException noAnswer) {
                // Who knows what became of it: asked again below.
            }
            call.broken().run();
            instance++;
            TimeUnit.MILLISECONDS.sleep(50 + ThreadLocalRandom.current().nextInt(50));
        }
        return Optional.empty();
    }

    private static boolean isFinal(HttpResponse<String> answer) {
        boolean inFlight = answer.statusCode() == 409 && answer.body().contains("idempotency-key-in-flight");
        return answer.statusCode() < 500 && !inFlight;
    }

    private static HttpRequest request(int port, Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + call.path()))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + OrderlyTest.API_KEY)
                .header("Content-Type", "application/json")
                .method(
                        call.method(),
                        call.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(call.body()));
        call.headers().forEach(request::header);
        return request.build();
    }
}

package dev.orderly.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Hears what a page is told, line by line. */
final class Ear implements AutoCloseable {

    private static final long SECONDS = 60;

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpResponse<Stream<String>> answer;
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
    private final Set<String> said = new ConcurrentSkipListSet<>();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Ear(int port) throws IOException, InterruptedException {
        answer = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/console/news"))
                        .header("Authorization", "Bearer " + OrderlyTest.API_KEY)
                        .header("Accept", "text/event-stream")
                        .build(),
                BodyHandlers.ofLines());
        Thread.ofVirtual().start(this::hear);
    }

    private void hear() {
        try (Stream<String> lines = answer.body()) {
            lines.forEach(line -> {
                said.add(line);
                opened.countDown();
                if (line.startsWith("data")) {
                    news.add(line);
                }
            });
        } catch (UncheckedIOException cut) {
            said.add("cut");
        } finally {
            ended.countDown();
        }
    }

    HttpResponse<?> answer() {
        return answer;
    }

    /** All different lines. */
    Set<String> said() {
        return said;
    }

    void awaitOpen() throws InterruptedException {
        assertThat(opened.await(SECONDS, TimeUnit.SECONDS))
                .as("it was told something")
                .isTrue();
    }

    void awaitNews() throws InterruptedException {
        assertThat(news.poll(SECONDS, TimeUnit.SECONDS)).as("news").isNotNull();
    }

    void awaitEnd() throws InterruptedException {
        assertThat(ended.await(SECONDS, TimeUnit.SECONDS)).as("it has ended").isTrue();
    }

    /** Has heard nothing yet of what it hears from now on. */
    void forget() {
        news.clear();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}

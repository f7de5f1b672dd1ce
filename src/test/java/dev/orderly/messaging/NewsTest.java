package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whoever shows something hears when to look again. */
class NewsTest {

    private final Semaphore told = new Semaphore(0);

    @Test
    void what_was_done_here_is_said_to_others_and_what_they_say_is_not_said_again() throws InterruptedException {
        Heard others = new Heard();
        News news = new News(others);
        news.whenThereIsSome(told::release);
        news.start();

        others.listeners.getFirst().accept("");
        awaitNews();
        assertThat(others.sent).isEmpty();

        news.spread();
        awaitNews();
        assertThat(others.sent).containsExactly(new Broadcast("look", ""));
        news.stop();
    }

    @Test
    void much_that_is_new_at_once_is_told_a_few_times() throws InterruptedException {
        News news = new News(Broadcasts.NONE);
        news.whenThereIsSome(told::release);
        news.start();
        for (int each = 0; each < 10_000; each++) {
            news.spread();
        }
        awaitNews();
        news.spread();
        awaitNews();
        news.stop();
        assertThat(told.availablePermits()).isLessThan(100);
    }

    @Test
    void that_events_are_in_line_and_handled_and_have_failed_is_news() throws InterruptedException {
        try (Station station = Station.start(TestDatabase.fresh())) {
            StepByStep steps = StepByStep.takeOver(station.context());
            station.context().getBean(News.class).whenThereIsSome(told::release);

            station.meters().install("new");
            station.meters().read("new");
            steps.putInLine();
            awaitNews();
            told.drainPermits();
            assertThat(steps.handle("ledger")).isPresent();
            awaitNews();

            station.faults().on("new", event -> {
                throw new IllegalStateException("for the news of it");
            });
            station.meters().read("new");
            steps.putInLine();
            awaitNews();
            told.drainPermits();
            assertThat(steps.handle("ledger")).isPresent();
            awaitNews();
        }
    }

    private void awaitNews() throws InterruptedException {
        assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).as("news").isTrue();
    }

    private static final class Heard implements Broadcasts {

        private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
        private final List<Broadcast> sent = new CopyOnWriteArrayList<>();

        @Override
        public void send(Broadcast broadcast) {
            sent.add(broadcast);
        }

        @Override
        public void listen(String topic, Consumer<String> listener) {
            listeners.add(listener);
        }
    }
}

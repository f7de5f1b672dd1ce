package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RelayTest {

    static Station station;

    @BeforeAll
    static void start() {
        station = Station.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @Test
    void an_open_publisher_and_a_nearly_empty_outbox_do_not_hold_the_relay_up() throws Exception {
        station.meters().install("open");
        station.meters().install("quick");
        CountDownLatch published = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        Thread open = Thread.ofVirtual()
                .start(() -> station.transaction().executeWithoutResult(status -> {
                    station.meters().read("open");
                    published.countDown();
                    await(mayCommit);
                }));
        published.await();
        station.meters().read("quick");
        station.awaitBooked("quick", 1);
        assertThat(station.booked("open")).as("its publisher has not committed").isEmpty();
        mayCommit.countDown();
        open.join();
        station.awaitBooked("open", 1);
    }

    @Test
    void any_number_of_relays_at_once_number_each_event_once() throws Exception {
        station.meters().install("many-relays");
        Relay relay = station.context().getBean(Relay.class);
        for (int round = 0; round < 20; round++) {
            station.meters().read("many-relays");
            Thread[] relays = new Thread[4];
            for (int n = 0; n < relays.length; n++) {
                relays[n] = Thread.ofVirtual().start(relay::number);
            }
            for (Thread thread : relays) {
                thread.join();
            }
        }
        station.awaitBooked("many-relays", 20);
        assertThat(station.count("SELECT COUNT(DISTINCT position) FROM outbox WHERE event_key = 'many-relays'"))
                .isEqualTo(20);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

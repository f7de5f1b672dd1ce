package dev.orderly.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.orderly.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A long garbage collection, a suspended virtual machine: SIGSTOP in the worst places, and SIGCONT when all is over. */
@ExtendWith(Report.class)
class StoppedProcessChaos {

    /** A busy machine may take this much longer than the database's own limit. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    @BeforeAll
    static void needsSignals() {
        assumeFalse(System.getProperty("os.name", "").startsWith("Windows"), "There is no SIGSTOP here.");
    }

    @Test
    void a_relay_that_stops_with_the_sequence_locked_holds_the_others_up_for_three_seconds() throws Exception {
        try (Site site = new Site("stopped with the sequence", TestDatabase.fresh(), 2, Map.of())) {
            site.open();
            for (int stop = 0; stop < Settings.given().oneIn(8, 2); stop++) {
                stopHoldingTheSequence(site);
            }
            site.settle();
        }
    }

    static void stopHoldingTheSequence(Site site) throws Exception {
        Instance stopped = site.instance(1);
        Set<String> held = Hold.SEQUENCE.freezeHolding(site, stopped);
        long frozen = System.nanoTime();
        site.result().struck();
        awaitReleased(site, Hold.SEQUENCE, held);
        Backlog.of(site.tables()).awaitInLine(SLACK);
        site.result().recovered(Duration.ofNanos(System.nanoTime() - frozen));
        stopped.process().thaw();
        site.shoppers().awaitAccepted(20, Site.PATIENCE);
    }

    @Test
    void processes_that_stop_past_every_lock_do_no_harm_when_they_wake_up() throws Exception {
        try (Site site = new Site("stopped past every lock", TestDatabase.fresh(), 3, Map.of())) {
            site.open();
            Set<String> cursors = Hold.CURSOR.freezeHolding(site, site.instance(1));
            site.result().struck();
            long frozen = System.nanoTime();
            Set<String> events = Hold.OPEN_PUBLISHER.freezeHolding(site, site.instance(2));
            site.result().struck();
            site.result().note("held: " + cursors + " and " + events.size() + " open events");

            site.shoppers().awaitAcceptedAfter(System.nanoTime(), Site.PATIENCE);
            Backlog.of(site.tables()).awaitInLine(SLACK);
            awaitReleased(site, Hold.CURSOR, cursors);
            awaitReleased(site, Hold.OPEN_PUBLISHER, events);
            Backlog.of(site.tables()).awaitHandled();
            site.result().recovered(Duration.ofNanos(System.nanoTime() - frozen));
            awaitMore(site, "SELECT COUNT(*) FROM order_status_change WHERE status = 'PAID'");
            awaitMore(site, "SELECT COUNT(*) FROM mail WHERE status = 'SENT'");

            site.instance(1).process().thaw();
            site.instance(2).process().thaw();
            site.shoppers().awaitAccepted(50, Site.PATIENCE);
            site.settle();
        }
    }

    private static void awaitReleased(Site site, Hold hold, Set<String> held) {
        await(hold + " to be free")
                .atMost(hold.bound().plus(SLACK))
                .untilAsserted(() -> assertThat(hold.held(site.tables())).doesNotContainAnyElementsOf(held));
    }

    private static void awaitMore(Site site, String counted) throws SQLException {
        long before = site.tables().number(counted);
        await(counted).atMost(Site.PATIENCE).until(() -> site.tables().number(counted) > before);
    }
}

package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.ModulePresence.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a process does when the database says that a module lives elsewhere, or here again. */
class ModulesComeAndGoTest {

    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final AtomicBoolean FINISHED = new AtomicBoolean();

    private static TestDatabase database;
    private static Station station;

    /** Has begun something that goes on by itself. */
    private static final class Work implements Job.Work {

        @Override
        public boolean run() {
            RUNS.incrementAndGet();
            return false;
        }

        @Override
        public void finish() {
            FINISHED.set(true);
        }
    }

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        station = Station.start(
                beans -> beans.registerBean(
                        "countJob", Job.class, () -> new Job("ledger-count", Duration.ofMillis(10), new Work())),
                database);
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @AfterEach
    void comeHome() {
        home("hub");
        awaitPresence(Where.HERE);
    }

    @Test
    void a_module_that_leaves_finishes_what_it_is_at_and_one_that_comes_back_goes_on_where_it_stood() throws Exception {
        station.meters().install("leaving");
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        station.faults().on("leaving", event -> {
            handling.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        station.meters().read("leaving");
        assertThat(handling.await(30, TimeUnit.SECONDS)).isTrue();
        home("parish");
        awaitPresence(Where.ELSEWHERE);
        mayEnd.countDown();
        station.awaitBooked("leaving", 1);

        station.meters().read("leaving");
        awaitCharted("leaving", 2);
        assertThat(station.booked("leaving")).containsExactly(1L);

        home("hub");
        station.awaitBooked("leaving", 2);
        assertThat(station.booked("leaving")).containsExactly(1L, 2L);
    }

    @Test
    void its_jobs_stop_and_finish_and_begin_again() {
        await().until(() -> RUNS.get() > 2);
        FINISHED.set(false);
        home("parish");
        await().untilTrue(FINISHED);
        int runs = RUNS.get();
        station.meters().install("idle");
        station.meters().read("idle");
        awaitCharted("idle", 1);
        assertThat(RUNS).hasValue(runs);
        home("hub");
        await().until(() -> RUNS.get() > runs + 2);
    }

    @Test
    void on_its_way_it_runs_nowhere() {
        station.jdbc().sql("""
                        INSERT INTO module_home (module, home, moving_to, move, changed_at)
                        VALUES ('ledger', 'hub', 'parish', 1, UTC_TIMESTAMP(6))
                        ON DUPLICATE KEY UPDATE home = VALUES(home), moving_to = VALUES(moving_to)""").update();
        awaitPresence(Where.MOVING);
        awaitPutDown();
        station.meters().install("moving");
        station.meters().read("moving");
        awaitCharted("moving", 1);
        assertThat(station.booked("moving")).isEmpty();
    }

    @Test
    void what_it_handled_elsewhere_is_passed_over_when_it_comes() {
        station.meters().install("elsewhere");
        home("parish");
        awaitPresence(Where.ELSEWHERE);
        awaitPutDown();
        for (int n = 0; n < 4; n++) {
            station.meters().read("elsewhere");
        }
        awaitCharted("elsewhere", 4);
        int shard = Shards.of("elsewhere", 8);
        long third = station.jdbc().sql("""
                        SELECT MAX(position) - 1 FROM outbox WHERE event_key = 'elsewhere'""").query(Long.class).single();
        station.jdbc()
                .sql(
                        "INSERT INTO consumer_skip (module, shard, site, position) VALUES ('ledger', :shard, 'hub', :position)")
                .param("shard", shard)
                .param("position", third)
                .update();
        home("hub");
        station.awaitBooked("elsewhere", 1);
        assertThat(station.booked("elsewhere")).containsExactly(4L);
        station.jdbc().sql("DELETE FROM consumer_skip").update();
    }

    @Test
    void a_projection_that_is_replayed_is_given_what_it_had_handled_elsewhere_too() {
        station.meters().install("replayed");
        station.meters().read("replayed");
        station.meters().read("replayed");
        awaitCharted("replayed", 2);
        station.jdbc().sql("""
                        INSERT INTO module_home (module, home, moving_to, move, changed_at)
                        VALUES ('chart', 'hub', NULL, 1, UTC_TIMESTAMP(6))""").update();
        station.jdbc().sql("""
                        INSERT INTO consumer_skip (module, shard, site, position)
                        SELECT 'chart', shard, 'hub', last_position FROM outbox_sequence""").update();
        try (Station fresh = Station.start(database, "orderly.modules=chart")) {
            station.jdbc().sql("DELETE FROM chart_point").update();
            new ReplayConsumer(fresh.log(), fresh.context().getBean(Engine.class)::registrations)
                    .fromPosition("chart", 1);
            awaitCharted("replayed", 2);
        }
        station.jdbc().sql("DELETE FROM module_home WHERE module = 'chart'").update();
    }

    @Test
    void a_process_that_only_stands_by_stops_in_peace() {
        home("parish");
        awaitPresence(Where.ELSEWHERE);
        Station other = Station.start(
                beans -> beans.registerBean(
                        "countJob", Job.class, () -> new Job("ledger-count", Duration.ofMillis(10), new Work())),
                database);
        Engine engine = other.context().getBean(Engine.class);
        engine.stop();
        assertThat(engine.isRunning()).isFalse();
        other.close();
    }

    @Test
    void a_loop_that_never_went_round_stops_at_once() {
        Loop.stopAll(Stream.of(new Loop("never", Lane.JOB, woken -> Duration.ZERO)));
    }

    @Test
    void one_that_cannot_be_taken_up_keeps_no_other_from_it_and_is_tried_again() {
        Homes homes = new Homes(Set.of("a", "b"), Set.of("a", "b"));
        homes.begin(new Site("parish", "id", 1, false), List.of());
        List<String> up = new ArrayList<>();
        AtomicBoolean broken = new AtomicBoolean(true);
        Homes.Mover mover = new Homes.Mover() {
            @Override
            public void takeUp(String module) {
                if (module.equals("a") && broken.get()) {
                    throw new IllegalStateException("not now");
                }
                up.add(module);
            }

            @Override
            public void putDown(String module) {
                up.remove(module);
            }
        };
        List<Sites.Home> rows = List.of(new Sites.Home("a", "parish", null, 1), new Sites.Home("b", "parish", null, 1));
        assertThatThrownBy(() -> homes.look(rows, mover)).hasMessage("not now");
        assertThat(up).containsExactly("b");
        assertThat(homes.isHere("a")).isFalse();
        assertThat(homes.agree(rows)).isFalse();
        broken.set(false);
        homes.look(rows, mover);
        assertThat(up).containsExactly("b", "a");
        assertThat(homes.agree(rows)).isTrue();
    }

    @Test
    void one_that_has_gone_and_come_back_unseen_is_taken_up_anew() {
        Homes homes = new Homes(Set.of("a", "b"), Set.of("a", "b"));
        homes.begin(new Site(Site.HUB, "id", 1, true), List.of());
        List<String> done = new ArrayList<>();
        List<Sites.Home> rows = List.of(new Sites.Home("a", Site.HUB, null, 2));
        assertThat(homes.agree(rows)).isFalse();
        homes.look(rows, new Homes.Mover() {
            @Override
            public void takeUp(String module) {
                done.add("up " + module);
            }

            @Override
            public void putDown(String module) {
                assertThat(homes.isHere(module)).isFalse();
                done.add("down " + module);
            }
        });
        assertThat(done).containsExactly("down a", "up a");
        assertThat(homes.agree(rows)).isTrue();
        assertThat(homes.isHere("a")).isTrue();
        assertThat(homes.held()).containsExactly("a", "b");
    }

    @Test
    void a_process_that_slept_while_a_module_was_stopped_and_let_go_again_handles_it_on() {
        station.meters().install("asleep");
        station.meters().read("asleep");
        station.awaitBooked("asleep", 1);
        station.transaction().executeWithoutResult(status -> {
            JdbcClient jdbc = station.jdbc();
            jdbc.sql("UPDATE consumer SET generation = generation + 2 WHERE module = 'ledger'")
                    .update();
            jdbc.sql("UPDATE consumer_cursor SET generation = generation + 2 WHERE module = 'ledger'")
                    .update();
            jdbc.sql("""
                            INSERT INTO module_home (module, home, moving_to, move, changed_at)
                            VALUES ('ledger', 'hub', NULL, 100, UTC_TIMESTAMP(6))
                            ON DUPLICATE KEY UPDATE move = move + 1""").update();
        });
        station.meters().read("asleep");
        station.awaitBooked("asleep", 2);
    }

    @Test
    void a_database_that_was_installed_as_another_site_refuses_to_start() {
        assertThatThrownBy(() -> Station.start(database, "orderly.site=parish"))
                .isInstanceOfSatisfying(FailureAnalyzedException.class, refused -> {
                    assertThat(refused.analysis().getDescription())
                            .isEqualTo("The database was installed as the site hub, but orderly.site is parish.");
                    assertThat(refused.analysis().getAction())
                            .isEqualTo("Set it to hub, or name the other site's database.");
                });
    }

    private static void awaitCharted(String meter, int readings) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> station.jdbc()
                                .sql("SELECT COUNT(*) FROM chart_point WHERE meter = :meter")
                                .param("meter", meter)
                                .query(Integer.class)
                                .single()
                        == readings);
    }

    /** A module that has gone and come back since the process last looked is there as before, and on its way. */
    private static void awaitPresence(Where where) {
        Homes homes = station.context().getBean(Homes.class);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> homes.of("ledger") == where
                        && homes.agree(station.log().cursors().outlook().homes()));
    }

    /** It is known to be elsewhere a moment before its workers have ended. */
    private static void awaitPutDown() {
        Homes homes = station.context().getBean(Homes.class);
        await().until(() -> !homes.held().contains("ledger"));
    }

    private static void home(String site) {
        station.jdbc().sql("""
                        INSERT INTO module_home (module, home, moving_to, move, changed_at)
                        VALUES ('ledger', :site, NULL, 1, UTC_TIMESTAMP(6))
                        ON DUPLICATE KEY UPDATE home = VALUES(home), moving_to = NULL""").param("site", site).update();
    }
}

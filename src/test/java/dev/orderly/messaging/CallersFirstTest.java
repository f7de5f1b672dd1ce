package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.CallersFirst.Caller;
import jakarta.servlet.FilterChain;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class CallersFirstTest {

    private long now = 1;
    private final CallersFirst callersFirst = new CallersFirst(() -> now);

    @Test
    void while_nobody_calls_workers_never_rest() {
        IntStream.range(0, 100).forEach(step -> work(100));

        assertThat(rests()).isFalse();
    }

    @Test
    void while_a_caller_is_there_workers_rest_for_three_times_as_long_as_they_worked() {
        callersFirst.come();
        work(50);

        // Of the 150 ms that they owe, 50 need not be taken.
        passWithCallers(99);
        assertThat(rests()).isTrue();
        passWithCallers(1);
        assertThat(rests()).isFalse();
    }

    @Test
    void a_few_events_make_nobody_rest() {
        callersFirst.come();
        work(5);
        work(5);
        work(5);

        assertThat(rests()).isFalse();
    }

    @Test
    void callers_one_right_after_the_other_are_no_pause() {
        Caller caller = callersFirst.come();
        work(50);
        callersFirst.leave(caller);
        pass(3);
        callersFirst.leave(callersFirst.come());
        pass(3);

        assertThat(rests()).isTrue();
    }

    @Test
    void as_soon_as_callers_pause_workers_go_on() {
        Caller caller = callersFirst.come();
        work(50);
        callersFirst.leave(caller);
        pass(4);

        assertThat(rests()).isFalse();
    }

    @Test
    void while_others_work_a_caller_who_does_not_come_may_only_wait_for_the_processor() {
        callersFirst.leave(callersFirst.come());
        for (int millis = 0; millis < 19; millis++) {
            pass(1);
            callersFirst.modules().worked(Duration.ofMillis(50).toNanos());
        }
        assertThat(rests()).isTrue();
        pass(1);
        assertThat(rests()).isFalse();
    }

    @Test
    void modules_do_not_rest_for_what_else_follows_orders() {
        callersFirst.come();
        callersFirst.followUps().worked(Duration.ofMillis(50).toNanos());

        assertThat(callersFirst.followUps().rest()).isPositive();
        assertThat(rests()).isFalse();
    }

    @Test
    void a_pause_that_no_worker_saw_counts_too() {
        Caller caller = callersFirst.come();
        work(50);
        callersFirst.leave(caller);
        pass(4);
        callersFirst.come();

        assertThat(rests()).isFalse();
    }

    @Test
    void two_callers_are_gone_when_both_have_left() {
        Caller one = callersFirst.come();
        Caller two = callersFirst.come();
        work(50);
        callersFirst.leave(one);
        pass(10);
        assertThat(rests()).isTrue();
        callersFirst.leave(two);
        pass(4);
        assertThat(rests()).isFalse();
    }

    @Test
    void a_handler_that_takes_long_keeps_the_others_waiting_for_300_ms_at_most() {
        callersFirst.come();
        passWithCallers(10_000);
        callersFirst.modules().worked(Duration.ofMinutes(1).toNanos());

        // Of which 50 need not be taken.
        passWithCallers(249);
        assertThat(rests()).isTrue();
        passWithCallers(1);
        assertThat(rests()).isFalse();
    }

    @Test
    void what_was_done_side_by_side_keeps_the_others_waiting_for_1200_ms_at_most() {
        callersFirst.come();
        passWithCallers(10_000);
        IntStream.range(0, 16)
                .forEach(piece ->
                        callersFirst.modules().worked(Duration.ofMillis(100).toNanos()));

        passWithCallers(1_199);
        assertThat(rests()).isTrue();
        passWithCallers(1);
        assertThat(rests()).isFalse();
    }

    @Test
    void callers_who_have_come_for_twenty_seconds_are_no_burst_and_make_nobody_rest() {
        callersFirst.come();
        passWithCallers(19_990);
        callersFirst.modules().worked(Duration.ofSeconds(1).toNanos());
        assertThat(rests()).isTrue();
        passWithCallers(10);
        assertThat(rests()).isFalse();

        callersFirst.modules().worked(Duration.ofSeconds(1).toNanos());
        passWithCallers(1);
        assertThat(rests()).isFalse();
    }

    @Test
    void after_a_long_burst_others_give_way_for_as_long_as_callers_have_paused() {
        passWithCallers(30_000);
        pass(1_000);
        assertThat(rests()).isFalse();

        // More is owed than the second that they give way for.
        callersFirst.come();
        IntStream.range(0, 5)
                .forEach(piece ->
                        callersFirst.modules().worked(Duration.ofSeconds(1).toNanos()));
        passWithCallers(200);
        assertThat(rests()).isTrue();
        passWithCallers(799);
        assertThat(rests()).isTrue();
        passWithCallers(1);
        assertThat(rests()).isFalse();
    }

    @Test
    void callers_at_a_steady_pace_are_no_burst_and_others_still_give_way_for_one_that_comes_on_top() {
        int minute = 60 * 100;
        IntStream.range(0, minute).forEach(any -> {
            Caller caller = callersFirst.come();
            pass(4);
            callersFirst.leave(caller);
            pass(4);
            assertThat(rests()).isFalse();
            pass(1);
            callersFirst.modules().worked(Duration.ofMillis(1).toNanos());
            pass(1);
        });

        passWithCallers(19_000);
        callersFirst.modules().worked(Duration.ofSeconds(1).toNanos());
        passWithCallers(200);
        assertThat(rests()).isTrue();
    }

    @Test
    void a_caller_who_stays_for_long_makes_nobody_rest() {
        callersFirst.come();
        work(50);
        pass(100);
        work(50);

        assertThat(rests()).isFalse();
    }

    @Test
    void one_who_stays_for_long_does_not_make_others_who_pause_look_like_a_crowd() {
        callersFirst.come();
        passWithCallers(100);
        callersFirst.modules().worked(Duration.ofMillis(50).toNanos());
        assertThat(rests()).isTrue();
        pass(4);

        assertThat(rests()).isFalse();
    }

    @Test
    void events_are_handled_however_long_a_caller_stays() throws SQLException {
        try (Station station = Station.start(TestDatabase.fresh());
                Connection caller = station.context().getBean(DataSource.class).getConnection()) {
            station.meters().install("steady");
            IntStream.range(0, 100).forEach(n -> station.meters().read("steady"));

            station.awaitBooked("steady", 100);
            assertThat(caller.isClosed()).isFalse();
        }
    }

    @Test
    void a_caller_that_closes_twice_or_gets_no_connection_is_no_longer_there() throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        try (Station station = Station.start(
                database,
                "spring.datasource.hikari.maximum-pool-size=2",
                "spring.datasource.hikari.connection-timeout=2000")) {
            DataSource dataSource = station.context().getBean(DataSource.class);
            CallersFirst counted =
                    station.context().getBean(ConnectionLanes.class).callersFirst();
            Connection twice = dataSource.getConnection();
            Connection once = dataSource.getConnection();
            assertThatThrownBy(dataSource::getConnection).isInstanceOf(SQLException.class);
            twice.close();
            twice.close();
            once.close();

            assertThat(counted.callers()).isZero();
        }
    }

    @Test
    void nobody_rests_for_a_program_that_calls_back() throws SQLException {
        try (Station station = Station.start(TestDatabase.fresh())) {
            DataSource dataSource = station.context().getBean(DataSource.class);
            CallersFirst counted =
                    station.context().getBean(ConnectionLanes.class).callersFirst();
            List<Integer> callers = new ArrayList<>();
            Runnable look = () -> new JdbcTemplate(dataSource)
                    .execute((ConnectionCallback<Boolean>) connection -> callers.add(counted.callers()));

            look.run();
            Lane.CALLBACK.run(look);
            look.run();

            assertThat(callers).containsExactly(1, 0, 1);
        }
    }

    @Test
    void what_follows_an_order_works_for_as_long_as_it_has_a_connection() {
        TestDatabase database = TestDatabase.fresh();
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(database.url());
            pool.setUsername(database.username());
            pool.setPassword(database.password());
            Map<Lane, HikariDataSource> pools = Map.of(
                    Lane.CALLBACK, pool, Lane.RELAY, pool, Lane.JOB, pool, Lane.FOLLOW_UP, pool, Lane.CALLER, pool);
            JdbcTemplate jdbc = new JdbcTemplate(new LaneDataSource(pools, callersFirst));
            List<Boolean> rest = new ArrayList<>();
            callersFirst.come();
            for (Lane lane : List.of(Lane.CALLER, Lane.CALLBACK, Lane.RELAY, Lane.JOB, Lane.FOLLOW_UP)) {
                lane.run(() -> jdbc.execute("DO SLEEP(0.1)"));
                rest.add(callersFirst.followUps().rest().isPositive());
                assertThat(rests()).isFalse();
                passWithCallers(400);
            }

            assertThat(rest).containsExactly(false, false, false, false, true);
        }
    }

    @Test
    void who_has_shown_a_key_is_a_caller_until_the_answer_is_there_and_nobody_else() throws Exception {
        CallersFilter filter = new CallersFilter(callersFirst);
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/orders");
        List<Integer> callers = new ArrayList<>();
        FilterChain application = (any, answer) -> callers.add(callersFirst.callers());
        FilterChain failing = (any, answer) -> {
            throw new IOException("the caller has gone");
        };

        filter.doFilter(request, new MockHttpServletResponse(), application);
        request.setUserPrincipal(() -> "shop");
        filter.doFilter(request, new MockHttpServletResponse(), application);
        assertThatThrownBy(() -> filter.doFilter(request, new MockHttpServletResponse(), failing))
                .isInstanceOf(IOException.class);

        assertThat(callers).containsExactly(0, 1);
        assertThat(callersFirst.callers()).isZero();
    }

    private void work(long millis) {
        pass(millis);
        callersFirst.modules().worked(Duration.ofMillis(millis).toNanos());
    }

    /** Another caller comes and leaves in each millisecond. */
    private void passWithCallers(int millis) {
        for (int n = 0; n < millis; n++) {
            pass(1);
            callersFirst.leave(callersFirst.come());
        }
    }

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    private boolean rests() {
        return callersFirst.modules().rest().isPositive();
    }
}

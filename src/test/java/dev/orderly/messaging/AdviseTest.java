package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.messaging.Advice.Criterion;
import dev.orderly.messaging.Advice.Verdict;
import dev.orderly.messaging.Drain.State;
import dev.orderly.messaging.Figures.Module;
import dev.orderly.messaging.ServerLoad.Load;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviseTest {

    private static final Load CALM = new Load(2, 30, 151);
    private static final Set<String> ALL = Set.of("order", "payment");

    @Test
    void a_small_shop_stays_on_one_process() {
        Advice advice = Advise.on(figures(12, CALM, ALL));

        assertThat(advice.advice())
                .isEqualTo(
                        "Stay on rung 1, one process: 12 events a second arrive, no module is more than 30 s behind, and the database has room.");
        assertThat(advice.criteria()).extracting(Criterion::verdict).containsOnly(Verdict.FINE);
        assertThat(advice.questions()).hasSizeGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, FINE", "999.9, 1, FINE", "1000, 2, WATCH", "9999.9, 2, WATCH", "10000, 4, GROW", "50000, 4, GROW"
    })
    void what_arrives_decides_at_one_thousand_and_at_ten_thousand_a_second(double rate, int fits, Verdict verdict) {
        Advice advice = Advise.on(figures(rate, CALM, ALL));
        assertThat(advice.fits()).isEqualTo(fits);
        assertThat(verdict(advice, "events that arrive")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"30000, 1, FINE", "30001, 3, GROW"})
    void a_module_that_is_more_than_30_s_behind_gets_a_process_of_its_own(long lagMillis, int fits, Verdict verdict) {
        Advice advice = Advise.on(figures(
                List.of(calm("order", 12), behind("payment", lagMillis, State.DRAINING)), 1, CALM, List.of(ALL)));
        assertThat(advice.fits()).isEqualTo(fits);
        assertThat(verdict(advice, "how long the oldest event waits")).isEqualTo(verdict);
        if (fits == 3) {
            assertThat(advice.advice())
                    .isEqualTo(
                            "Go from rung 1 to rung 3, modules in processes of their own, on one database: 12 events a second arrive, payment is behind by 30 s, and the database has room. First give payment more workers (orderly.messaging.workers.payment) and fewer statements in its handlers; then a process of its own.");
        }
    }

    @Test
    void where_all_modules_are_behind_and_the_database_has_room_another_copy_helps() {
        Advice advice = Advise.on(figures(
                List.of(behind("order", 40_000, State.NOT_DRAINING), behind("payment", 90_000, State.NOT_DRAINING)),
                1,
                CALM,
                List.of(ALL)));
        assertThat(advice.fits()).isEqualTo(2);
        assertThat(advice.advice())
                .startsWith("Go from rung 1 to rung 2, several copies on one database: ")
                .contains("order and payment are behind by 40 and 90 s", "Start another copy");
        assertThat(verdict(advice, "modules whose backlog does not shrink")).isEqualTo(Verdict.GROW);
    }

    @ParameterizedTest
    @CsvSource({"20, 2, FINE", "21, 4, WATCH"})
    void where_the_database_is_busy_more_copies_do_not_help(long running, int fits, Verdict verdict) {
        Load server = new Load(running, 30, 151);
        Advice advice = Advise.on(figures(1_000, server, ALL));
        assertThat(advice.fits()).isEqualTo(fits);
        assertThat(verdict(advice, "statements at work in the database at this moment"))
                .isEqualTo(verdict);
        assertThat(Advise.on(figures(999, server, ALL)).fits())
                .as("a moment's load without need is no reason to move")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"79, FINE", "80, WATCH"})
    void connections_that_run_out_are_to_be_watched(long connected, Verdict verdict) {
        Advice advice = Advise.on(figures(12, new Load(2, connected, 100), ALL));
        assertThat(verdict(advice, "connections to the database")).isEqualTo(verdict);
        assertThat(advice.fits()).isEqualTo(1);
    }

    @Test
    void a_short_backlog_that_does_not_shrink_is_to_be_watched() {
        Advice advice = Advise.on(figures(
                List.of(calm("order", 12), behind("payment", 2_000, State.NOT_DRAINING)), 1, CALM, List.of(ALL)));
        assertThat(verdict(advice, "modules whose backlog does not shrink")).isEqualTo(Verdict.WATCH);
        assertThat(advice.fits()).isEqualTo(1);
    }

    @Test
    void the_processes_tell_on_which_rung_they_are() {
        Set<String> one = Set.of("order");
        Set<String> other = Set.of("payment");
        assertThat(Advise.on(figures(12, CALM, ALL)).runsOn()).isEqualTo(1);
        assertThat(Advise.on(figures(12, CALM, ALL, ALL)).runsOn()).isEqualTo(2);
        assertThat(Advise.on(figures(12, CALM, one, other, other)).runsOn()).isEqualTo(3);
        assertThat(Advise.on(figures(List.of(calm("order", 12)), 2, CALM, List.of(ALL)))
                        .runsOn())
                .isEqualTo(4);
        assertThat(Advise.on(figures(12, CALM)).runsOn())
                .as("before it has said so itself")
                .isEqualTo(1);
    }

    @Test
    void who_is_higher_than_the_figures_ask_for_is_told_so_and_may_stay() {
        assertThat(Advise.on(figures(12, CALM, Set.of("order"), Set.of("payment")))
                        .advice())
                .isEqualTo(
                        "Rung 3, modules in processes of their own, on one database, is more than these figures ask for: 12 events a second arrive, no module is more than 30 s behind, and the database has room; rung 1, one process, would do. Stay if teams, deployments or failures are to be apart.");
    }

    @Test
    void who_is_where_the_figures_want_it_and_behind_is_told_what_helps() {
        assertThat(Advise.on(figures(
                                List.of(calm("order", 12), behind("payment", 31_000, State.DRAINING)),
                                1,
                                CALM,
                                List.of(Set.of("order"), Set.of("payment"))))
                        .advice())
                .startsWith("Stay on rung 3, ")
                .contains("orderly.messaging.workers.payment");
        assertThat(Advise.on(figures(1_500, CALM, ALL, ALL)).advice())
                .isEqualTo(
                        "Stay on rung 2, several copies on one database: 1,500 events a second arrive, no module is more than 30 s behind, and the database has room.");
    }

    @Test
    void who_was_looked_at_once_only_gets_no_advice() {
        Module unknown = new Module("order", false, 0, 0, 3, Duration.ZERO, State.MEASURING);
        Advice advice = Advise.on(figures(List.of(unknown), 1, CALM, List.of(ALL)));
        assertThat(advice.advice()).startsWith("It is too early to tell");
        assertThat(verdict(advice, "events that arrive")).isEqualTo(Verdict.UNKNOWN);
    }

    private static Figures figures(double rate, Load server, Set<?>... processes) {
        return figures(
                List.of(calm("order", rate), calm("payment", rate / 2)),
                1,
                server,
                Arrays.stream(processes)
                        .map(modules ->
                                Stream.of(modules.toArray(String[]::new)).collect(Collectors.toSet()))
                        .toList());
    }

    private static Figures figures(List<Module> modules, int sites, Load server, List<Set<String>> processes) {
        return new Figures(modules, processes, sites, server);
    }

    private static Module calm(String name, double rate) {
        return new Module(name, true, rate, rate, 0, Duration.ZERO, State.CAUGHT_UP);
    }

    private static Module behind(String name, long millis, State drain) {
        return new Module(name, true, 5, 4, 1_000, Duration.ofMillis(millis), drain);
    }

    private static Verdict verdict(Advice advice, String name) {
        return advice.criteria().stream()
                .filter(criterion -> criterion.name().equals(name))
                .findFirst()
                .orElseThrow()
                .verdict();
    }
}

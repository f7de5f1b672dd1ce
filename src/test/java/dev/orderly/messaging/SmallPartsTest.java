package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SmallPartsTest {

    @Test
    void delays_double_up_to_the_longest_and_vary_by_a_fifth() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
        assertThat(backoff.after(1)).isBetween(Duration.ofMillis(800), Duration.ofMillis(1200));
        assertThat(backoff.after(4)).isBetween(Duration.ofMillis(6400), Duration.ofMillis(9600));
        assertThat(backoff.after(10)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
        assertThat(backoff.after(1_000_000)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
    }

    @Test
    void a_key_always_falls_into_the_same_shard_which_sql_can_compute() {
        assertThat(Shards.of("0192f3a4-7c1e-7b3a-9d5e-1f2a3b4c5d6e", 8)).isEqualTo(6);
        assertThat(Shards.of("größe", 8)).isEqualTo(1);
    }

    @Test
    void a_trace_goes_on_under_a_new_step_and_nonsense_begins_a_new_one() {
        Trace.enter("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(Trace.next()).matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01");
        Trace.enter("00-00000000000000000000000000000000-00f067aa0ba902b7-01");
        assertThat(Trace.next()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").doesNotContain("-0000000000000000");
        Trace.leave();
    }

    @Test
    void deadlocks_lost_connections_and_late_locks_are_no_failure_of_an_event() {
        assertThat(SqlFailures.endTheTransaction(
                        new IllegalStateException(new SQLException("deadlock", "40001", 1213))))
                .isTrue();
        assertThat(SqlFailures.endTheTransaction(new SQLException("gone", "08S01")))
                .isTrue();
        assertThat(SqlFailures.endTheTransaction(new SQLException("lock wait", "HY000", 1205)))
                .isTrue();
        assertThat(SqlFailures.endTheTransaction(new SQLException("duplicate", "23000", 1062)))
                .isFalse();
        assertThat(SqlFailures.endTheTransaction(new IllegalStateException("a bug")))
                .isFalse();
    }

    @Test
    void no_problem_puts_a_member_over_one_that_every_problem_has() {
        DeadLetterNotFound problem = new DeadLetterNotFound("order", "1");

        assertThatIllegalArgumentException().isThrownBy(() -> problem.member("status", "x"));
        problem.member("deadSince", "x");

        assertThat(problem.getBody().getProperties()).containsEntry("deadSince", "x");
    }

    @Test
    void an_id_beyond_ascii_is_none() {
        assertThat(Ids.isPossible(Ids.next())).isTrue();
        assertThat(Ids.isPossible("größe")).isFalse();
    }
}

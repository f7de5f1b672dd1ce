package dev.orderly.payment;

import dev.orderly.messaging.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL about what is still to be said to the provider. */
class ProviderTasks {

    static final String DUE = """
            SELECT id
            FROM payment_task FORCE INDEX (payment_task_due)
            WHERE due_at <= UTC_TIMESTAMP(6)
            ORDER BY due_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED
            """;

    private final JdbcClient jdbc;

    ProviderTasks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Has a session opened at once. */
    void open(Payment payment) {
        add(Ids.next(), payment.id(), ProviderTask.Kind.OPEN, payment.amountMinor());
    }

    /** Has money given back at once. The refund's id is the task's, and so the key by which the provider knows it. */
    void refund(Refund refund) {
        add(refund.id(), refund.paymentId(), ProviderTask.Kind.REFUND, refund.amountMinor());
    }

    private void add(String id, String paymentId, ProviderTask.Kind kind, long amountMinor) {
        jdbc.sql("""
                INSERT INTO payment_task (id, payment_id, kind, amount_minor, attempts, failures, due_at, created_at)
                VALUES (:id, :paymentId, :kind, :amountMinor, 0, 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """)
                .param("id", id)
                .param("paymentId", paymentId)
                .param("kind", kind.name())
                .param("amountMinor", amountMinor)
                .update();
    }

    boolean anyDue() {
        return jdbc.sql("""
                SELECT id
                FROM payment_task FORCE INDEX (payment_task_due)
                WHERE due_at <= UTC_TIMESTAMP(6)
                ORDER BY due_at
                LIMIT 1
                """).query(String.class).optional().isPresent();
    }

    /** Takes the tasks that are due. They are due again after the lease, should this process die. */
    List<ProviderTask> claim(int most, Duration lease) {
        List<String> ids = jdbc.sql(DUE)
                .param("most", most)
                .query((row, number) -> row.getString("id"))
                .list();
        if (ids.isEmpty()) {
            return List.of();
        }
        jdbc.sql("""
                UPDATE payment_task
                SET attempts = attempts + 1, due_at = UTC_TIMESTAMP(6) + INTERVAL :lease MICROSECOND
                WHERE id IN (:ids)
                """).param("lease", micros(lease)).param("ids", ids).update();
        return jdbc.sql("""
                SELECT t.id AS task_id, t.kind, t.amount_minor AS task_amount, t.attempts, t.failures,
                    TIMESTAMPDIFF(MICROSECOND, p.created_at, UTC_TIMESTAMP(6)) AS age,
                    p.id, p.order_id, p.customer_email, p.currency, p.amount_minor, p.status, p.provider,
                    p.session_id, p.pay_url, p.called_off_at
                FROM payment_task t
                JOIN payment p ON p.id = t.payment_id
                WHERE t.id IN (:ids)
                """).param("ids", ids).query(ProviderTasks::task).list();
    }

    /** Puts a failed task off, unless somebody else has claimed it since. */
    void postpone(ProviderTask task, Duration delay) {
        reschedule(task, false, task.failures() + 1, delay);
    }

    /** Turns a task into asking later, unless somebody else has claimed it since or the payment needs it no more. */
    void askLater(ProviderTask task, Duration delay) {
        reschedule(task, true, 0, delay);
    }

    private void reschedule(ProviderTask task, boolean ask, int failures, Duration delay) {
        jdbc.sql("""
                UPDATE payment_task
                SET kind = CASE WHEN :ask THEN 'ASK' ELSE kind END, failures = :failures,
                    due_at = UTC_TIMESTAMP(6) + INTERVAL :delay MICROSECOND
                WHERE id = :id AND attempts = :attempts
                """)
                .param("ask", ask)
                .param("failures", failures)
                .param("delay", micros(delay))
                .param("id", task.id())
                .param("attempts", task.attempts())
                .update();
    }

    void remove(ProviderTask task) {
        jdbc.sql("DELETE FROM payment_task WHERE id = :id")
                .param("id", task.id())
                .update();
    }

    /** The payment's outcome is known: neither open a session nor ask. */
    void stopAsking(Payment payment) {
        jdbc.sql("DELETE FROM payment_task WHERE payment_id = :paymentId AND kind <> 'REFUND'")
                .param("paymentId", payment.id())
                .update();
    }

    /** Opens no session that nobody has tried to open; one that was tried may exist, and is asked about instead. */
    void stopOpening(Payment payment) {
        jdbc.sql("DELETE FROM payment_task WHERE payment_id = :paymentId AND kind = 'OPEN' AND attempts = 0")
                .param("paymentId", payment.id())
                .update();
        jdbc.sql("UPDATE payment_task SET kind = 'ASK' WHERE payment_id = :paymentId AND kind = 'OPEN'")
                .param("paymentId", payment.id())
                .update();
    }

    /** What is on its way back to the customer. */
    long refunding(Payment payment) {
        return jdbc.sql("""
                SELECT SUM(amount_minor) AS total
                FROM payment_task
                WHERE payment_id = :paymentId AND kind = 'REFUND'
                """)
                .param("paymentId", payment.id())
                .query((row, number) -> row.getLong("total"))
                .single();
    }

    private static long micros(Duration duration) {
        return duration.dividedBy(ChronoUnit.MICROS.getDuration());
    }

    private static ProviderTask task(ResultSet row, int number) throws SQLException {
        return new ProviderTask(
                row.getString("task_id"),
                ProviderTask.Kind.valueOf(row.getString("kind")),
                row.getLong("task_amount"),
                row.getInt("attempts"),
                row.getInt("failures"),
                Duration.of(row.getLong("age"), ChronoUnit.MICROS),
                Payments.payment(row, number));
    }
}

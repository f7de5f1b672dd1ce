package dev.orderly.payment;

import com.google.common.base.CharMatcher;
import dev.orderly.messaging.DatabaseTime;
import dev.orderly.messaging.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of payment: the payments, what the provider did, and what is still to be said to it. */
class Payments {

    static final String DUE = """
            SELECT id
            FROM payment_task FORCE INDEX (payment_task_due)
            WHERE due_at <= UTC_TIMESTAMP(6)
            ORDER BY due_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED
            """;

    private static final String PAYMENT = """
            SELECT id, order_id, customer_email, currency, amount_minor, status, provider, session_id, pay_url
            FROM payment
            """;

    private final JdbcClient jdbc;

    Payments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Payment payment) {
        jdbc.sql("""
                INSERT INTO payment (id, order_id, customer_email, currency, amount_minor, status, provider,
                    created_at, updated_at)
                VALUES (:id, :orderId, :customerEmail, :currency, :amountMinor, :status, :provider,
                    UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """)
                .param("id", payment.id())
                .param("orderId", payment.orderId())
                .param("customerEmail", payment.customerEmail())
                .param("currency", payment.currency())
                .param("amountMinor", payment.amountMinor())
                .param("status", payment.status().name())
                .param("provider", payment.provider())
                .update();
    }

    Optional<Payment> lock(String id) {
        return find("WHERE id = :id FOR UPDATE", id);
    }

    Optional<Payment> lockOfOrder(String orderId) {
        return find("WHERE order_id = :id FOR UPDATE", orderId);
    }

    Optional<Payment> ofOrder(String orderId) {
        return find("WHERE order_id = :id", orderId);
    }

    private Optional<Payment> find(String which, String id) {
        return Optional.of(id)
                .filter(CharMatcher.ascii()::matchesAllOf) // MySQL refuses to compare other characters with the column
                .flatMap(known -> jdbc.sql(PAYMENT + which)
                        .param("id", known)
                        .query(Payments::payment)
                        .optional());
    }

    /** Changes the state of a payment that the current transaction has locked. */
    void move(Payment payment, PaymentStatus next) {
        if (!payment.status().canBecome(next) || update(payment, next) != 1) {
            throw new IllegalStateException("The payment of order %s cannot go from %s to %s"
                    .formatted(payment.orderId(), payment.status(), next));
        }
    }

    private int update(Payment payment, PaymentStatus next) {
        return jdbc.sql("""
                UPDATE payment
                SET status = :next, updated_at = UTC_TIMESTAMP(6)
                WHERE id = :id AND status = :status
                """)
                .param("next", next.name())
                .param("id", payment.id())
                .param("status", payment.status().name())
                .update();
    }

    /** Keeps where the customer pays, unless that is known already. */
    void opened(Payment payment, PaymentProvider.Session session) {
        jdbc.sql("""
                UPDATE payment
                SET session_id = :sessionId, pay_url = :payUrl, updated_at = UTC_TIMESTAMP(6)
                WHERE id = :id AND session_id IS NULL
                """)
                .param("sessionId", session.id())
                .param("payUrl", session.payUrl())
                .param("id", payment.id())
                .update();
    }

    /** Adds what the provider did; false where that is recorded already. */
    boolean addTransaction(Payment payment, TransactionType type, long amountMinor, String providerReference) {
        try {
            jdbc.sql("""
                    INSERT INTO payment_transaction (payment_id, type, amount_minor, provider_reference, created_at)
                    VALUES (:paymentId, :type, :amountMinor, :providerReference, UTC_TIMESTAMP(6))
                    """)
                    .param("paymentId", payment.id())
                    .param("type", type.name())
                    .param("amountMinor", amountMinor)
                    .param("providerReference", providerReference)
                    .update();
            return true;
        } catch (DuplicateKeyException toldBefore) {
            return false;
        }
    }

    List<PaymentTransaction> transactions(Payment payment) {
        return jdbc.sql("""
                SELECT type, amount_minor, provider_reference, created_at
                FROM payment_transaction
                WHERE payment_id = :paymentId
                ORDER BY id
                """)
                .param("paymentId", payment.id())
                .query(Payments::transaction)
                .list();
    }

    /** Leaves a task that is due at once. */
    void addTask(Payment payment, ProviderTask.Kind kind, long amountMinor) {
        jdbc.sql("""
                INSERT INTO payment_task (id, payment_id, kind, amount_minor, attempts, failures, due_at, created_at)
                VALUES (:id, :paymentId, :kind, :amountMinor, 0, 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """)
                .param("id", Ids.next())
                .param("paymentId", payment.id())
                .param("kind", kind.name())
                .param("amountMinor", amountMinor)
                .update();
    }

    /** Takes the tasks that are due. They are due again after the lease, should this process die. */
    List<ProviderTask> claimTasks(int most, Duration lease) {
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
                    p.session_id, p.pay_url
                FROM payment_task t
                JOIN payment p ON p.id = t.payment_id
                WHERE t.id IN (:ids)
                """).param("ids", ids).query(Payments::task).list();
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

    void removeTask(ProviderTask task) {
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

    /** What the provider holds: all that it captured less all that it gave back. */
    long held(Payment payment) {
        return total(payment, """
                SELECT SUM(CASE type WHEN 'CAPTURE' THEN amount_minor WHEN 'REFUND' THEN -amount_minor END) AS total
                FROM payment_transaction
                WHERE payment_id = :paymentId
                """);
    }

    /** What is on its way back to the customer. */
    long refunding(Payment payment) {
        return total(payment, """
                SELECT SUM(amount_minor) AS total
                FROM payment_task
                WHERE payment_id = :paymentId AND kind = 'REFUND'
                """);
    }

    private long total(Payment payment, String sql) {
        return jdbc.sql(sql)
                .param("paymentId", payment.id())
                .query((row, number) -> row.getLong("total"))
                .single();
    }

    private static long micros(Duration duration) {
        return duration.dividedBy(ChronoUnit.MICROS.getDuration());
    }

    private static Payment payment(ResultSet row, int number) throws SQLException {
        return new Payment(
                row.getString("id"),
                row.getString("order_id"),
                row.getString("customer_email"),
                row.getString("currency"),
                row.getLong("amount_minor"),
                PaymentStatus.valueOf(row.getString("status")),
                row.getString("provider"),
                row.getString("session_id"),
                row.getString("pay_url"));
    }

    private static PaymentTransaction transaction(ResultSet row, int number) throws SQLException {
        return new PaymentTransaction(
                TransactionType.valueOf(row.getString("type")),
                row.getLong("amount_minor"),
                row.getString("provider_reference"),
                DatabaseTime.read(row, "created_at"));
    }

    private static ProviderTask task(ResultSet row, int number) throws SQLException {
        return new ProviderTask(
                row.getString("task_id"),
                ProviderTask.Kind.valueOf(row.getString("kind")),
                row.getLong("task_amount"),
                row.getInt("attempts"),
                row.getInt("failures"),
                Duration.of(row.getLong("age"), ChronoUnit.MICROS),
                payment(row, number));
    }
}

package dev.orderly.payment;

import dev.orderly.messaging.DatabaseTime;
import dev.orderly.messaging.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL about refunds. */
class Refunds {

    private static final String REFUND = """
            SELECT id, payment_id, amount_minor, status, origin, reason, failure, created_at, updated_at
            FROM payment_refund
            """;

    static final String NEWEST = """
            SELECT r.id, r.payment_id, r.amount_minor, r.status, r.origin, r.reason, r.failure, r.created_at,
                r.updated_at, p.currency
            FROM payment_refund r FORCE INDEX (payment_refund_by_status)
            STRAIGHT_JOIN payment p ON p.id = r.payment_id
            WHERE r.status = :status AND r.id < :before
            ORDER BY r.id DESC
            LIMIT :most
            """;

    /** Requested, and no task is left to tell the provider. */
    static final String LEFT_BEHIND = """
            SELECT r.id
            FROM payment_refund r FORCE INDEX (payment_refund_by_status)
            LEFT JOIN payment_task t ON t.id = r.id
            WHERE r.status = 'REQUESTED' AND t.id IS NULL
            ORDER BY r.id
            LIMIT 100
            """;

    static final String LEFT_BEHIND_OF_PAYMENT = """
            SELECT r.id
            FROM payment_refund r FORCE INDEX (payment_refund_of_payment)
            LEFT JOIN payment_task t ON t.id = r.id
            WHERE r.payment_id = :paymentId AND r.status = 'REQUESTED' AND t.id IS NULL
            ORDER BY r.id
            """;

    /** Ids grow with time. */
    static final String OLDEST = """
            SELECT TIMESTAMPDIFF(MICROSECOND, created_at, UTC_TIMESTAMP(6)) AS age
            FROM payment_refund FORCE INDEX (payment_refund_by_status)
            WHERE status = 'REQUESTED'
            ORDER BY id
            LIMIT 1
            """;

    private final JdbcClient jdbc;

    Refunds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Refund request(Payment payment, long amountMinor, Refund.Origin origin, @Nullable String reason) {
        String id = Ids.next();
        insert(id, payment.id(), amountMinor, RefundStatus.REQUESTED, origin, reason, null);
        return find(id).orElseThrow();
    }

    private void insert(
            String id,
            String paymentId,
            long amountMinor,
            RefundStatus status,
            Refund.Origin origin,
            @Nullable String reason,
            @Nullable String failure) {
        jdbc.sql("""
                INSERT INTO payment_refund (id, payment_id, amount_minor, status, origin, reason, failure,
                    created_at, updated_at)
                VALUES (:id, :paymentId, :amountMinor, :status, :origin, :reason, :failure,
                    UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """)
                .param("id", id)
                .param("paymentId", paymentId)
                .param("amountMinor", amountMinor)
                .param("status", status.name())
                .param("origin", origin.name())
                .param("reason", reason)
                .param("failure", failure)
                .update();
    }

    Optional<Refund> find(String id) {
        return Optional.of(id)
                .filter(Ids::isPossible)
                .flatMap(known -> jdbc.sql(REFUND + "WHERE id = :id")
                        .param("id", known)
                        .query(Refunds::refund)
                        .optional());
    }

    /** Oldest first. */
    List<Refund> of(Payment payment) {
        return jdbc.sql(REFUND + "WHERE payment_id = :paymentId ORDER BY id")
                .param("paymentId", payment.id())
                .query(Refunds::refund)
                .list();
    }

    /** Those of all payments that have got so far, newest first, from before this id where one is given. */
    List<RefundView> newest(RefundStatus status, @Nullable String before, int most) {
        return jdbc.sql(NEWEST)
                .param("status", status.name())
                .param("before", before == null ? "g" : before)
                .param("most", most)
                .query((row, number) -> RefundView.of(row.getString("currency"), refund(row, number)))
                .list();
    }

    /** Those that the version before this one ended, which knows tasks and no refunds. */
    List<String> leftBehind() {
        return jdbc.sql(LEFT_BEHIND).query((row, number) -> row.getString("id")).list();
    }

    List<String> leftBehind(Payment payment) {
        return jdbc.sql(LEFT_BEHIND_OF_PAYMENT)
                .param("paymentId", payment.id())
                .query((row, number) -> row.getString("id"))
                .list();
    }

    /** How long the oldest one has waited whose outcome is not known; nothing where none waits. */
    Duration oldest() {
        return jdbc.sql(OLDEST)
                .query((row, number) -> Duration.of(row.getLong("age"), ChronoUnit.MICROS))
                .optional()
                .orElse(Duration.ZERO);
    }

    /** Marks one that has waited for longer than this as told; false where it has not, or is told already. */
    boolean tellOverdue(String id, Duration limit) {
        return jdbc.sql("""
                UPDATE payment_refund
                SET overdue_told_at = UTC_TIMESTAMP(6)
                WHERE id = :id AND status = 'REQUESTED' AND overdue_told_at IS NULL
                    AND created_at < UTC_TIMESTAMP(6) - INTERVAL :limit SECOND
                """).param("id", id).param("limit", limit.toSeconds()).update() == 1;
    }

    /** The money went back; false where that is recorded already. */
    boolean done(String id) {
        return end(id, RefundStatus.DONE, null);
    }

    /** Ends what a task did; false where that is recorded already, or better is known. */
    boolean end(ProviderTask task, RefundStatus outcome, @Nullable String failure) {
        return end(task.id(), outcome, failure) || takeIn(task, outcome, failure);
    }

    private boolean end(String id, RefundStatus outcome, @Nullable String failure) {
        List<String> before = Arrays.stream(RefundStatus.values())
                .filter(status -> status.canBecome(outcome))
                .map(RefundStatus::name)
                .toList();
        return jdbc.sql("""
                UPDATE payment_refund
                SET status = :outcome, failure = :failure, updated_at = UTC_TIMESTAMP(6)
                WHERE id = :id AND status IN (:before)
                """)
                        .param("outcome", outcome.name())
                        .param("failure", failure)
                        .param("id", id)
                        .param("before", before)
                        .update()
                == 1;
    }

    /** A task of the version before this one has no refund yet. */
    private boolean takeIn(ProviderTask task, RefundStatus outcome, @Nullable String failure) {
        try {
            insert(task.id(), task.payment().id(), task.amountMinor(), outcome, Refund.Origin.AUTOMATIC, null, failure);
            return true;
        } catch (DuplicateKeyException ended) {
            return false;
        }
    }

    private static Refund refund(ResultSet row, int number) throws SQLException {
        return new Refund(
                row.getString("id"),
                row.getString("payment_id"),
                row.getLong("amount_minor"),
                RefundStatus.valueOf(row.getString("status")),
                Refund.Origin.valueOf(row.getString("origin")),
                row.getString("reason"),
                row.getString("failure"),
                DatabaseTime.read(row, "created_at"),
                DatabaseTime.read(row, "updated_at"));
    }
}

package dev.orderly.payment;

import dev.orderly.messaging.DatabaseTime;
import dev.orderly.messaging.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL about payments and what the provider did with them. */
class Payments {

    private static final String PAYMENT = """
            SELECT id, order_id, customer_email, currency, amount_minor, status, provider, session_id, pay_url,
                called_off_at
            FROM payment
            """;

    static final String UNKNOWN = "SELECT COUNT(*) AS number FROM payment WHERE status = 'UNKNOWN'";

    private final JdbcClient jdbc;

    Payments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds an order's payment; false where the order has one already. */
    boolean insert(Payment payment) {
        try {
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
            return true;
        } catch (DuplicateKeyException askedBefore) {
            return false;
        }
    }

    Optional<Payment> find(String id) {
        return find("WHERE id = :id", id);
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
                .filter(Ids::isPossible)
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

    /** The order wants nothing of the captured money any more. */
    void callOff(Payment payment) {
        jdbc.sql("UPDATE payment SET called_off_at = UTC_TIMESTAMP(6) WHERE id = :id AND called_off_at IS NULL")
                .param("id", payment.id())
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

    /** What the provider captured and gave back, as far as is recorded. */
    Balance balance(Payment payment) {
        return jdbc.sql("""
                SELECT SUM(CASE type WHEN 'CAPTURE' THEN 1 END) AS captures,
                    SUM(CASE type WHEN 'CAPTURE' THEN amount_minor WHEN 'REFUND' THEN -amount_minor END) AS held
                FROM payment_transaction
                WHERE payment_id = :paymentId
                """)
                .param("paymentId", payment.id())
                .query((row, number) -> new Balance(row.getInt("captures") > 0, row.getLong("held")))
                .single();
    }

    /** How many payments have an outcome that the provider could not tell. */
    long unknown() {
        return jdbc.sql(UNKNOWN).query((row, number) -> row.getLong("number")).single();
    }

    /**
     * What is recorded of a payment's money.
     *
     * @param captured whether anything was captured, be it nothing at all
     * @param heldMinor what the provider still has
     */
    record Balance(boolean captured, long heldMinor) {}

    static Payment payment(ResultSet row, int number) throws SQLException {
        return new Payment(
                row.getString("id"),
                row.getString("order_id"),
                row.getString("customer_email"),
                row.getString("currency"),
                row.getLong("amount_minor"),
                PaymentStatus.valueOf(row.getString("status")),
                row.getString("provider"),
                row.getString("session_id"),
                row.getString("pay_url"),
                row.getTimestamp("called_off_at") != null);
    }

    private static PaymentTransaction transaction(ResultSet row, int number) throws SQLException {
        return new PaymentTransaction(
                TransactionType.valueOf(row.getString("type")),
                row.getLong("amount_minor"),
                row.getString("provider_reference"),
                DatabaseTime.read(row, "created_at"));
    }
}

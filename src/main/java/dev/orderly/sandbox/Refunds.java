package dev.orderly.sandbox;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL about what the sandbox gave back. */
class Refunds {

    private final JdbcClient jdbc;

    Refunds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Refund refund, String idempotencyKey) {
        jdbc.sql("""
                INSERT INTO sandbox_refund (id, idempotency_key, session_id, amount_minor, created_at)
                VALUES (:id, :idempotencyKey, :sessionId, :amountMinor, UTC_TIMESTAMP(6))
                """)
                .param("id", refund.id())
                .param("idempotencyKey", idempotencyKey)
                .param("sessionId", refund.sessionId())
                .param("amountMinor", refund.amountMinor())
                .update();
    }

    Optional<Refund> ofKey(String idempotencyKey) {
        return jdbc.sql("""
                SELECT id, session_id, amount_minor
                FROM sandbox_refund
                WHERE idempotency_key = :idempotencyKey
                """)
                .param("idempotencyKey", idempotencyKey)
                .query((row, number) ->
                        new Refund(row.getString("id"), row.getString("session_id"), row.getLong("amount_minor")))
                .optional();
    }

    long total(Session session) {
        return jdbc.sql("SELECT SUM(amount_minor) AS total FROM sandbox_refund WHERE session_id = :sessionId")
                .param("sessionId", session.id())
                .query((row, number) -> row.getLong("total"))
                .single();
    }

    /** The oldest after this id, which may be empty. */
    List<RefundBody> after(String id, int most) {
        return jdbc.sql("""
                SELECT r.id, r.idempotency_key, s.reference, s.order_id, s.currency, r.amount_minor
                FROM sandbox_refund r
                JOIN sandbox_session s ON s.id = r.session_id
                WHERE r.id > :after
                ORDER BY r.id
                LIMIT :most
                """)
                .param("after", id)
                .param("most", most)
                .query((row, number) -> new RefundBody(
                        row.getString("id"),
                        row.getString("idempotency_key"),
                        row.getString("reference"),
                        row.getString("order_id"),
                        row.getString("currency"),
                        row.getLong("amount_minor")))
                .list();
    }
}

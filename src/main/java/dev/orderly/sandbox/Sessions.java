package dev.orderly.sandbox;

import dev.orderly.messaging.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL about the sessions, and about what the sandboxes of one installation share. */
class Sessions {

    private static final String COLUMNS = """
            SELECT id, reference, order_id, customer_email, currency, amount_minor, callback_url, behaviour, status,
                transaction_id, attempts,
                COALESCE(TIMESTAMPDIFF(MICROSECOND, decided_at, UTC_TIMESTAMP(6)), 0) AS decided_for
            FROM sandbox_session
            """;

    static final String NEXT = """
            SELECT TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), due_at) AS micros
            FROM sandbox_session FORCE INDEX (sandbox_session_due)
            WHERE due_at > '1970-01-01'
            ORDER BY due_at
            LIMIT 1
            """;

    static final String DUE = """
            SELECT id
            FROM sandbox_session FORCE INDEX (sandbox_session_due)
            WHERE due_at <= UTC_TIMESTAMP(6)
            ORDER BY due_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED
            """;

    private final JdbcClient jdbc;

    Sessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** False where the key was used before. A session that decides by itself does so after the delay. */
    boolean insert(Session session, String idempotencyKey, Duration delay) {
        try {
            jdbc.sql("""
                    INSERT INTO sandbox_session (id, idempotency_key, reference, order_id, customer_email, currency,
                        amount_minor, callback_url, behaviour, status, transaction_id, attempts, due_at, created_at)
                    VALUES (:id, :idempotencyKey, :reference, :orderId, :customerEmail, :currency,
                        :amountMinor, :callbackUrl, :behaviour, :status, :transactionId, 0,
                        CASE WHEN :decides THEN UTC_TIMESTAMP(6) + INTERVAL :delay MICROSECOND END, UTC_TIMESTAMP(6))
                    """)
                    .param("id", session.id())
                    .param("idempotencyKey", idempotencyKey)
                    .param("reference", session.reference())
                    .param("orderId", session.orderId())
                    .param("customerEmail", session.customerEmail())
                    .param("currency", session.currency())
                    .param("amountMinor", session.amountMinor())
                    .param("callbackUrl", session.callbackUrl())
                    .param("behaviour", session.behaviour().name())
                    .param("status", session.status().name())
                    .param("transactionId", session.transactionId())
                    .param("decides", session.behaviour().decidesByItself())
                    .param("delay", micros(delay))
                    .update();
            return true;
        } catch (DuplicateKeyException usedBefore) {
            return false;
        }
    }

    Session ofKey(String idempotencyKey) {
        return jdbc.sql(COLUMNS + "WHERE idempotency_key = :idempotencyKey")
                .param("idempotencyKey", idempotencyKey)
                .query(Sessions::session)
                .single();
    }

    Optional<Session> find(String id) {
        return one("WHERE id = :id", id);
    }

    /** The newest session with the caller's reference, locked where a transaction goes on with it. */
    Optional<Session> lockByReference(String reference) {
        return one("WHERE reference = :id ORDER BY created_at DESC LIMIT 1 FOR UPDATE", reference);
    }

    Optional<Session> findByReference(String reference) {
        return one("WHERE reference = :id ORDER BY created_at DESC LIMIT 1", reference);
    }

    private Optional<Session> one(String which, String id) {
        return Optional.of(id)
                .filter(Ids::isPossible)
                .flatMap(known -> jdbc.sql(COLUMNS + which)
                        .param("id", known)
                        .query(Sessions::session)
                        .optional());
    }

    /** The oldest after this id, which may be empty. */
    List<Session> after(String id, int most) {
        return jdbc.sql(COLUMNS + "WHERE id > :after ORDER BY id LIMIT :most")
                .param("after", id)
                .param("most", most)
                .query(Sessions::session)
                .list();
    }

    /** A person decides, and the outcome is to be told at once; false where it is decided already. */
    boolean decide(Session session, SessionStatus outcome) {
        return jdbc.sql("""
                UPDATE sandbox_session
                SET status = :outcome, decided_at = UTC_TIMESTAMP(6),
                    due_at = CASE WHEN behaviour = 'NEVER' THEN NULL ELSE UTC_TIMESTAMP(6) END
                WHERE id = :id AND status = 'OPEN'
                """)
                        .param("outcome", outcome.name())
                        .param("id", session.id())
                        .update()
                == 1;
    }

    /** How long until something is due; negative where something is already, empty where nothing will be. */
    Optional<Duration> untilDue() {
        return jdbc.sql(NEXT)
                .query((row, number) -> Duration.of(row.getLong("micros"), ChronoUnit.MICROS))
                .optional();
    }

    /**
     * Takes the sessions that are due and decides those that are open. They are due again after the lease, should this
     * process die before it has told their outcome.
     */
    List<Session> claim(int most, Duration lease) {
        List<String> ids = jdbc.sql(DUE)
                .param("most", most)
                .query((row, number) -> row.getString("id"))
                .list();
        if (ids.isEmpty()) {
            return List.of();
        }
        jdbc.sql("""
                UPDATE sandbox_session
                SET decided_at = CASE status WHEN 'OPEN' THEN UTC_TIMESTAMP(6) ELSE decided_at END,
                    status = CASE WHEN status <> 'OPEN' THEN status WHEN behaviour = 'DECLINE' THEN 'DECLINED' ELSE 'CAPTURED' END,
                    attempts = attempts + 1,
                    due_at = CASE WHEN behaviour = 'NEVER' THEN NULL ELSE UTC_TIMESTAMP(6) + INTERVAL :lease MICROSECOND END
                WHERE id IN (:ids)
                """).param("lease", micros(lease)).param("ids", ids).update();
        return jdbc.sql(COLUMNS + "WHERE id IN (:ids)")
                .param("ids", ids)
                .query(Sessions::session)
                .list();
    }

    /** The outcome was told, or nobody wants to hear it. */
    void rest(Session session) {
        jdbc.sql("UPDATE sandbox_session SET due_at = NULL WHERE id = :id AND attempts = :attempts")
                .param("id", session.id())
                .param("attempts", session.attempts())
                .update();
    }

    void callAgain(Session session, Duration delay) {
        jdbc.sql("""
                UPDATE sandbox_session
                SET due_at = UTC_TIMESTAMP(6) + INTERVAL :delay MICROSECOND
                WHERE id = :id AND attempts = :attempts
                """)
                .param("delay", micros(delay))
                .param("id", session.id())
                .param("attempts", session.attempts())
                .update();
    }

    /** What all processes share. The first of them to start has its proposal accepted. */
    Installation install(Installation proposal) {
        try {
            jdbc.sql("""
                    INSERT INTO sandbox_installation (id, name, callback_secret, created_at)
                    VALUES (1, :name, :callbackSecret, UTC_TIMESTAMP(6))
                    """)
                    .param("name", proposal.name())
                    .param("callbackSecret", proposal.callbackSecret())
                    .update();
            return proposal;
        } catch (DuplicateKeyException another) {
            return jdbc.sql("SELECT name, callback_secret FROM sandbox_installation WHERE id = 1")
                    .query((row, number) -> new Installation(row.getString("name"), row.getString("callback_secret")))
                    .single();
        }
    }

    private static long micros(Duration duration) {
        return duration.dividedBy(ChronoUnit.MICROS.getDuration());
    }

    private static Session session(ResultSet row, int number) throws SQLException {
        return new Session(
                row.getString("id"),
                row.getString("reference"),
                row.getString("order_id"),
                row.getString("customer_email"),
                row.getString("currency"),
                row.getLong("amount_minor"),
                row.getString("callback_url"),
                Behaviour.valueOf(row.getString("behaviour")),
                SessionStatus.valueOf(row.getString("status")),
                row.getString("transaction_id"),
                row.getInt("attempts"),
                Duration.of(row.getLong("decided_for"), ChronoUnit.MICROS));
    }
}
